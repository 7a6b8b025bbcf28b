import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Negative price capture',
  brief: 'Share of energy at negative prices divided by the share of time at them.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Above 1 the site uses more power when the price is below 0 than at other times.',
    'Without a price below 0 in the window there is no value.',
  ],
  formula: ['/', 'negative_price_energy_share', 'negative_price_time_share'],
});
