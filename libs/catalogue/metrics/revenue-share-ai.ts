import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'AI share of revenue',
  brief: 'Share of what both workloads earn that AI earns.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  status: 'modelled',
  caveats: [
    'Modelled: hash at the hashprice after the fee of the pool, GPU hours at the configured rate and billed share.',
  ],
  method: 'revenue_share_ai',
  formula: 'Σ AI revenue ÷ Σ revenue of both',
  inputs: ['revenue_per_mwh_hash', 'revenue_per_mwh_ai'],
  leastDays: 1,
});
