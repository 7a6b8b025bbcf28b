import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Cost per bitcoin: full',
  brief: 'Power, site costs, overhead, depreciation and interest per bitcoin.',
  unit: '{currency}/{BTC}',
  display: { unit: '{currency}/BTC', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: ['Without taxes on income.'],
  formula: ['+', 'all_in_cost_per_btc_cash', 'capital_cost_per_btc'],
});
