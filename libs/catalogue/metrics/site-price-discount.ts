import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Discount of the site price',
  brief:
    'By how much the energy drawn costs less at the price of the site than at the reference price of the same 5 minutes, as a share of the latter.',
  unit: '1',
  display: { unit: '%', scale: 100 },
  better: 'higher',
  caveats: [
    'Prices of the feeds: without delivery, demand charges and taxes of either.',
    'Where the reference is negative on average, the share has no meaning.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_reference_saving',
      denominator: 'site_reference_cost',
      covered: ['site_reference_time'],
    },
  ],
});
