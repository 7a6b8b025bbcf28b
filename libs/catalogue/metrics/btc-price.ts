import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Price of a bitcoin',
  brief: 'Time-weighted mean of the price that the chain feed shows.',
  unit: '{USD}/{BTC}',
  display: { unit: 'USD/BTC', scale: 1 },
  better: 'neither',
  caveats: ['A price is held for a day at most.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_btc_price',
      denominator: 'site_btc_price_time',
      covered: ['site_btc_price_time'],
    },
  ],
});
