import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Price elasticity of mining',
  brief: 'Change of the mining load in per cent for a change of the price of power by one per cent.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: ['At the means of both, over quarters of an hour: it compares, it does not explain.'],
  method: 'price_elasticity_mining',
  formula: 'slope of m on price · mean price ÷ mean m',
  inputs: ['mean_power', 'mean_price'],
  leastDays: 28,
});
