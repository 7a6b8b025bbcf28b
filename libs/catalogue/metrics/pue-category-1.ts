import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'PUE, category 1',
  brief: 'Facility energy divided by IT energy at the UPS output (M2).',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  standard: 'ISO/IEC 30134-2, category 1',
  category: 1,
  caveats: [
    'Interim over less than twelve months.',
    'Of a site it is known where every hall has meters there, or one of no hall stands for all.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_pue1_facility',
      denominator: 'site_pue1_it',
      covered: ['site_pue1_time'],
      needs: 'meters at the UPS outputs (M2)',
    },
  ],
});
