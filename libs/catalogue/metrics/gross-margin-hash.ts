import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Gross margin of mining',
  brief: 'Share of the hashprice that the power leaves.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: ['Before the pool fee; modelled, as the hashprice is what the accepted shares should earn.'],
  formula: ['-', 1, ['/', 'hashcost', 'hashprice_usd']],
});
