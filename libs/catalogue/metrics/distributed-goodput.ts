import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Goodput of jobs that span sites',
  brief: 'GPU time of steps that count, divided by the GPU time held, of jobs that span sites.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Of runs that have ended and tell it.', 'Compare with the same model in one hall.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_wan_productive',
      denominator: 'job_wan_run',
      covered: ['job_time'],
    },
  ],
});
