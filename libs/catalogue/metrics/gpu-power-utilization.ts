import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Use of the GPU power limit',
  brief: 'Energy of the boards divided by their enforced limit times the same time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['The limit may be lowered by a curtailment.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'gpu_limited_energy',
      denominator: 'gpu_limit_energy',
      covered: ['gpu_limited_time'],
    },
  ],
});
