import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Natural complementarity by correlation',
  brief: 'Complementarity of AI load and of what mining would draw on price alone, by correlation.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  status: 'modelled',
  standard: 'Cantor, Ochoa and Mesa (2022)',
  caveats: [
    'Before dispatch: the metered load of AI stands for its demand, and mining runs at its greatest load whenever a MWh earns more at the hashprice than it costs.',
    'What mining makes of a MWh is its mean over the days that are looked at.',
  ],
  method: 'compl_corr_natural',
  formula: '(1 − ρ(a, plan)) ÷ 2',
  inputs: ['mean_power', 'hashprice_usd', 'mean_price'],
  leastDays: 28,
});
