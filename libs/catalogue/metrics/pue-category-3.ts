import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'PUE, category 3',
  brief: 'Facility energy divided by IT energy at the IT input (M4).',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  standard: 'ISO/IEC 30134-2, category 3',
  category: 3,
  caveats: [
    'Interim over less than twelve months.',
    'Of a site it is known where every hall has meters there, or one of no hall stands for all.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_pue3_facility',
      denominator: 'site_pue3_it',
      covered: ['site_pue3_time'],
      needs: 'meters at the IT inputs (M4)',
    },
  ],
});
