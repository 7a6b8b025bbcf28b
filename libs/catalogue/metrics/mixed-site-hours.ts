import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Mixed site hours',
  brief: 'Time in which both workloads drew more than 5 % of the contract.',
  unit: 'h',
  display: { unit: 'h', scale: 1 },
  better: 'neither',
  method: 'mixed_site_hours',
  formula: 'Σ dt where a > 0.05 C and m > 0.05 C',
  inputs: ['mean_power', 'power_capacity_utilization'],
  leastDays: 1,
});
