import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Avoided emissions',
  brief: 'Marginal emissions of a flat load of the same energy less those of the load as it was.',
  unit: 'g',
  display: { unit: 'kg', scale: 1e-3 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'The counterfactual is the same energy drawn evenly over the window: what shifting and curtailing within it have avoided.',
    'Consequential, outside the inventory: never set off against scope 2.',
  ],
  formula: ['-', ['*', 'energy_marginal', 'marginal_intensity_grid'], 'marginal_emissions'],
});
