import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Compute spread',
  brief: 'AI spread less mining spread: what a MWh earns more in AI.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'neither',
  status: 'modelled',
  caveats: ['Before capital: GPU, miners and buildings are not charged.'],
  formula: ['-', 'ai_spread', 'hash_spread'],
});
