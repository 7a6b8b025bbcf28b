import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Load factor uplift',
  brief: 'Load factor of both workloads together against that of two sites with peaks of their own, less 1.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['It is the diversity factor less 1.'],
  method: 'load_factor_uplift',
  formula: 'LF(a + m) ÷ [(mean a + mean m) ÷ (peak a + peak m)] − 1',
  inputs: ['mean_power', 'load_factor'],
  leastDays: 28,
});
