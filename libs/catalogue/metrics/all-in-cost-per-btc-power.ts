import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Cost per bitcoin: power',
  brief: 'Power cost per bitcoin, less credits.',
  unit: '{currency}/{BTC}',
  display: { unit: '{currency}/BTC', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: ['The least of three levels: power, cash, full.'],
  formula: 'direct_cost_per_btc',
});
