import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Response to surplus',
  brief: 'Mean facility power while the power price was below 0, less that at other prices.',
  unit: 'W',
  display: { unit: 'kW', scale: 1e-3 },
  better: 'higher',
  caveats: [
    'By hall it is that of a workload.',
    'A difference of means: it does not tell whether the price or the hour of the day moved the power.',
  ],
  formula: ['-', 'surplus_power', 'power_outside_surplus'],
});
