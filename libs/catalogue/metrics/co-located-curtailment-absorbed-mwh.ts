import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Absorbed of the co-located plant',
  brief: 'Energy of plants behind the meter that the site used while the power price was below 0.',
  unit: 'MW.h',
  display: { unit: 'MWh', scale: 1 },
  better: 'neither',
  caveats: [
    'An upper bound: at a price below 0 a plant would have been held back or have paid to deliver, and which of the two nobody tells.',
    'Within a quarter of an hour what is made is used at negative prices as all energy is. Needs a meter at Mg and a price feed.',
  ],
  method: 'co_located_curtailment_absorbed',
  formula: 'Σ (Mg − export)⁺ · E(price < 0) ÷ E, by the quarter of an hour',
  inputs: ['negative_price_mwh', 'local_consumption_share'],
  leastDays: 1,
});
