import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Complementarity by standard deviation',
  brief: 'Share of the deviations of AI and mining load within weeks that cancel one another.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'Cantor, Ochoa and Mesa (2022)',
  caveats: ['Realised: metered after dispatch. Mining that is run as what AI leaves is complementary by construction.'],
  method: 'compl_sd',
  formula: '1 − σ(a + m) ÷ (σ(a) + σ(m))',
  inputs: ['mean_power'],
  leastDays: 28,
});
