import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Headroom fill ratio',
  brief: 'Share of the contracted power left by AI that mining fills.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Realised: metered after dispatch. Mining that is run as what AI leaves is complementary by construction.'],
  method: 'headroom_fill_ratio',
  formula: 'Σ min(m, (C − a)⁺) ÷ Σ (C − a)⁺',
  inputs: ['mean_power', 'power_capacity_utilization'],
  leastDays: 1,
});
