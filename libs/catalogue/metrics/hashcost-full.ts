import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Full hashcost',
  brief: 'Hashcost with the costs of the site and what the pool keeps.',
  unit: '{USD}/{hash}',
  display: { unit: 'USD/PH/day', scale: 8.64e19 },
  better: 'lower',
  status: 'modelled',
  caveats: ['Power at the market price of the feed; without overhead and capital.'],
  formula: ['+', ['+', 'hashcost', 'site_opex_per_hash'], ['*', 'pool_fee', 'hashprice_usd']],
});
