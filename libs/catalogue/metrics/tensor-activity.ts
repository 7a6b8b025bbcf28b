import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Activity of the tensor pipes',
  brief: 'Time-weighted share of cycles in which the tensor pipe worked.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Over all available time.', 'Known only where the exporter has the counter switched on.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'gpu_tensor',
      denominator: 'gpu_tensor_time',
      covered: ['gpu_tensor_time'],
    },
  ],
});
