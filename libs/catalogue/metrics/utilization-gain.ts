import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Utilization gain',
  brief: 'Use of the shared contract less that of two contracts of the 99.9 % peak of each workload.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['The peaks of the separate sites are those of the days that are looked at.'],
  method: 'utilization_gain',
  formula: 'Σ(a + m) ÷ Σ C − Σ(a + m) ÷ (n · (p99.9 a + p99.9 m))',
  inputs: ['mean_power', 'power_capacity_utilization'],
  leastDays: 28,
});
