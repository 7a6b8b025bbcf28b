import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Wait for boards',
  brief: 'Time from queuing to start, divided by the runs that started.',
  unit: 's/{run}',
  display: { unit: 'min', scale: 1 / 60 },
  better: 'lower',
  caveats: ['A run counts when it starts: those that wait still are not in it.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_wait',
      denominator: 'job_starts',
      covered: ['job_time'],
    },
  ],
});
