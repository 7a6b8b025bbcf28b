import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Diversity factor',
  brief: 'Sum of the own peaks of AI and mining divided by their peak together; 1 is no diversity.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Peaks are means of 15 minutes without a bridged gap.'],
  method: 'diversity_factor',
  formula: '(peak a + peak m) ÷ peak(a + m)',
  inputs: ['mean_power'],
  leastDays: 28,
});
