import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Net compute spread',
  brief: 'Compute spread less what of the capital of AI comes back per MWh, with that of mining given back.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'neither',
  status: 'modelled',
  caveats: [
    'Buildings count where the register lists them, by the workload that they serve.',
    'Over the energy of the window, not of a year: a window in which little ran is dear.',
  ],
  formula: ['+', ['-', 'compute_spread', 'capital_per_mwh_ai'], 'capital_per_mwh_hash'],
});
