import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Activity of the streaming multiprocessors of held boards',
  brief: 'Time-weighted share of cycles in which a multiprocessor had work, over boards that jobs hold.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Over quarters of an hour in which jobs hold a board for nine tenths or more.',
    'What stands in for SM activity is as for `sm_activity`.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_sm',
      denominator: 'job_sm_time',
      covered: ['job_time'],
    },
  ],
});
