import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Credit of negative prices',
  brief: 'Less the power price, times the facility energy used while it was below 0.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'higher',
  caveats: [
    'In the currency of the site, which need not be USD.',
    'The energy price of the feed; a credit is paid only where the site settles at it, and delivery and taxes are charged all the same.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_negative_credit', covered: ['site_priced_time'] }],
});
