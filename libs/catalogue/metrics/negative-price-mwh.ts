import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy at negative prices',
  brief: 'Facility energy used while the power price was below 0.',
  unit: 'J',
  display: { unit: 'MWh', scale: 1 / 3.6e9 },
  better: 'neither',
  caveats: ['A price below 0 is a sign of surplus, not proof that energy would have been spilled.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_negative', covered: ['site_priced_time'] }],
});
