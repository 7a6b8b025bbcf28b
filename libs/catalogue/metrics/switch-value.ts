import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Switching value',
  brief: 'What the chosen workloads earned more than the better of two sites with only one of them.',
  unit: '{USD}',
  display: { unit: 'USD', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'A static site gives all energy of each quarter of an hour to one workload, whatever its hardware could take; capital is not charged.',
    'Both workloads pay the same for the energy, so that its price falls out.',
  ],
  method: 'switch_value',
  formula: 'Σ earned − max over workloads of Σ E · w, with E the energy of both and w what a MWh earns in the workload',
  inputs: ['revenue_per_mwh_hash', 'revenue_per_mwh_ai'],
  leastDays: 1,
});
