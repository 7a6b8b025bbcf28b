import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Stranded energy',
  brief: 'Contracted energy that neither workload used.',
  unit: 'MW.h',
  display: { unit: 'MWh', scale: 1 },
  better: 'lower',
  caveats: ['Of the quarters of an hour in which both loads and the contract are known.'],
  method: 'stranded_mw_hours',
  formula: 'Σ (C − a − m)⁺ · dt',
  inputs: ['mean_power', 'power_capacity_utilization'],
  leastDays: 1,
});
