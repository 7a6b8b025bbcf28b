import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Interconnect headroom',
  brief: 'Contracted power less the highest mean of 15 minutes: what was never used of it.',
  unit: 'MW',
  display: { unit: 'MW', scale: 1 },
  better: 'neither',
  caveats: ['Quarters of an hour with a bridged gap do not count.'],
  method: 'interconnect_headroom_mw',
  formula: 'min(C − facility power)',
  inputs: ['mean_power', 'power_capacity_utilization'],
  leastDays: 1,
});
