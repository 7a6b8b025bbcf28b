import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Strongest lag',
  brief: 'Time by which mining follows AI where their loads go together or against one another most, within a day.',
  unit: 'h',
  display: { unit: 'h', scale: 1 },
  better: 'neither',
  caveats: [
    'The whole profile is that of /v1/lag-profile.',
    'Control shows as a sharp extreme, a daily pattern as a broad one.',
  ],
  method: 'lag_profile',
  formula: 'argmax over lags of |ρ(a(t), m(t + lag))|',
  inputs: ['mean_power'],
  leastDays: 28,
});
