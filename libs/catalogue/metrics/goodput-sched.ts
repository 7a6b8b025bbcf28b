import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Scheduling goodput',
  brief: 'GPU time that jobs hold boards, divided by the GPU time that they want them, queuing included.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ML productivity goodput',
  caveats: ['Of runs that tell since when they were queued.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_granted',
      denominator: 'job_wanted',
      covered: ['job_time'],
    },
  ],
});
