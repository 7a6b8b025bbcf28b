import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Co-operated power',
  brief:
    'Contracted power of the site if both workloads drew more than 5 % of it on three of four days of the last 90, else 0.',
  unit: 'MW',
  display: { unit: 'MW', scale: 1 },
  better: 'neither',
  caveats: ['Sharing, not conversion: both run at once. Of days that are known to 80 % for both.'],
  method: 'co_operated_mw',
  formula: 'C where a and m > 0.05 C on ≥ 75 % of the last 90 days, else 0',
  inputs: ['mean_power', 'power_capacity_utilization'],
  leastDays: 90,
});
