import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Share of energy at negative prices',
  brief: 'Facility energy used while the power price was below 0, divided by all that is priced.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_negative',
      denominator: 'site_priced',
      covered: ['site_priced_time'],
    },
  ],
});
