import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Price, 95th percentile',
  brief: 'The power price that 95 % of the quarters of an hour of the window have at most.',
  unit: '{currency}/MWh',
  display: { unit: '{currency}/MWh', scale: 1 },
  better: 'lower',
  caveats: [
    'Of means of quarters of an hour: shorter spikes are flattened.',
    'What power cost on the market, not what was paid: no hour weighs more than another.',
  ],
  method: 'price_p95',
  formula: 'least p with p at or above the prices of 95 % of the quarters of an hour',
  inputs: ['mean_price'],
  leastDays: 1,
});
