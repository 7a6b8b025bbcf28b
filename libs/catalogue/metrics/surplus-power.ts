import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Power at negative prices',
  brief: 'Mean facility power while the power price was below 0.',
  unit: 'W',
  display: { unit: 'kW', scale: 1e-3 },
  better: 'neither',
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_negative',
      denominator: 'site_negative_time',
      covered: ['site_priced_time'],
    },
  ],
});
