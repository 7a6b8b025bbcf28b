import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Runtime goodput',
  brief: 'GPU time of steps that count, divided by the GPU time held.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ML productivity goodput',
  caveats: ['Of runs that have ended and tell it.', 'Start-up, stalls and work that was lost are not productive.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_productive',
      denominator: 'job_run',
      covered: ['job_time'],
    },
  ],
});
