import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Work lost to curtailment',
  brief: 'GPU time whose work must be done again after a preemption for power, divided by the GPU time held.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'Of runs that have ended and tell how; a preemption for power that does not tell what was lost is left out.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_lost',
      denominator: 'job_kept',
      covered: ['job_time'],
    },
  ],
});
