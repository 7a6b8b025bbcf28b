import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'All-in cost per bitcoin',
  brief: 'Everything that a bitcoin costs: the level `full`.',
  unit: '{currency}/{BTC}',
  display: { unit: '{currency}/BTC', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: ['Peers publish other levels under this name: compare like with like.'],
  formula: 'all_in_cost_per_btc_full',
});
