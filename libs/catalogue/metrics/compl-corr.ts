import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Complementarity by correlation',
  brief:
    'How much AI and mining load rise and fall against one another within weeks, by Pearson correlation; 0.5 is none.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'Cantor, Ochoa and Mesa (2022)',
  caveats: [
    'Realised: metered after dispatch. Mining that is run as what AI leaves is complementary by construction.',
    'It ignores how large the two are.',
  ],
  method: 'compl_corr',
  formula: '(1 − ρ(a, m)) ÷ 2',
  inputs: ['mean_power'],
  leastDays: 28,
});
