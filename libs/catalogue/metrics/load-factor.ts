import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Load factor',
  brief: 'Mean power divided by peak power of the same 15-minute intervals.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Depends on the interval of 15 minutes.'],
  formula: ['/', 'mean_power', 'peak_power'],
});
