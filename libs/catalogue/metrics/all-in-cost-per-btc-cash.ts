import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Cost per bitcoin: cash',
  brief: 'Power, site costs and overhead per bitcoin.',
  unit: '{currency}/{BTC}',
  display: { unit: '{currency}/BTC', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: ['Without depreciation and interest.'],
  formula: ['+', 'direct_cost_per_btc', 'running_cost_per_btc'],
});
