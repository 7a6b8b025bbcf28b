import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Price elasticity of AI',
  brief: 'Change of the AI load in per cent for a change of the price of power by one per cent.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: ['At the means of both, over quarters of an hour: it compares, it does not explain.'],
  method: 'price_elasticity_ai',
  formula: 'slope of a on price · mean price ÷ mean a',
  inputs: ['mean_power', 'mean_price'],
  leastDays: 28,
});
