import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Complementarity by total variation',
  brief: 'Share of the changes of AI and mining load that cancel one another from one quarter of an hour to the next.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'Cantor, Ochoa and Mesa (2022)',
  caveats: [
    'Realised: metered after dispatch. Mining that is run as what AI leaves is complementary by construction.',
    'The formula is worked out from the definition of the index.',
  ],
  method: 'compl_tv',
  formula: '1 − Σ|Δ(a + m)| ÷ (Σ|Δa| + Σ|Δm|)',
  inputs: ['mean_power'],
  leastDays: 28,
});
