import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Partial PUE',
  brief: 'IT energy and allocated overhead of a hall divided by its IT energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  standard: 'ISO/IEC 30134-2 (pPUE)',
  category: 2,
  caveats: [
    'Overhead metered for a loop is allocated within the loop by IT energy, all other overhead over all halls.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_pue_facility',
      denominator: 'site_pue_it',
      covered: ['site_pue_time'],
    },
  ],
});
