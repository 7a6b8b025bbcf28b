import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Activity of the tensor pipes of held boards',
  brief: 'Time-weighted share of cycles in which the tensor pipe was active, over boards that jobs hold.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Over quarters of an hour in which jobs hold a board for nine tenths or more.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_tensor',
      denominator: 'job_tensor_time',
      covered: ['job_time'],
    },
  ],
});
