import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Coincidence factor',
  brief: 'Peak of AI and mining together divided by the sum of their own peaks; 1 is no diversity.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['Peaks are means of 15 minutes without a bridged gap.'],
  method: 'coincidence_factor',
  formula: 'peak(a + m) ÷ (peak a + peak m)',
  inputs: ['mean_power'],
  leastDays: 28,
});
