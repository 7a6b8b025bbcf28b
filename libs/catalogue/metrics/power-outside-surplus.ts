import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Power at other prices',
  brief: 'Mean facility power while the power price was not below 0.',
  unit: 'W',
  display: { unit: 'kW', scale: 1e-3 },
  better: 'neither',
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_positive',
      denominator: 'site_positive_time',
      covered: ['site_priced_time'],
    },
  ],
});
