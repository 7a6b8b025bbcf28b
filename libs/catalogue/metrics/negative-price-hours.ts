import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Hours at negative prices',
  brief: 'Time in which the power price was below 0.',
  unit: 's',
  display: { unit: 'h', scale: 1 / 3600 },
  better: 'neither',
  caveats: ['A price below 0 is a sign of surplus, not proof that energy would have been spilled.'],
  sources: [{ dimensions: ['site'], numerator: 'site_negative_price_time', covered: ['site_price_time'] }],
});
