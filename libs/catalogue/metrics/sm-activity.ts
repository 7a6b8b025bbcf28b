import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Activity of the streaming multiprocessors',
  brief: 'Time-weighted share of cycles in which a multiprocessor had work.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Over all available time.',
    'Where the exporter does not give SM activity, the activity of the graphics engine stands in, else the share of time with a resident kernel, which overstates it; `fallback` is the share of time for which that was so.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'gpu_sm',
      denominator: 'gpu_sm_time',
      covered: ['gpu_sm_time'],
      fallback: 'gpu_sm_fallback',
    },
  ],
});
