import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Regret',
  brief: 'What the better workload of each quarter of an hour would have earned more than what was chosen.',
  unit: '{USD}',
  display: { unit: 'USD', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: [
    'A static site gives all energy of each quarter of an hour to one workload, whatever its hardware could take; capital is not charged.',
    'The better workload is known only afterwards.',
  ],
  method: 'regret',
  formula: 'Σ max over workloads of E · w − Σ earned, with E the energy of both and w what a MWh earns in the workload',
  inputs: ['revenue_per_mwh_hash', 'revenue_per_mwh_ai'],
  leastDays: 1,
});
