import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Attainment of the service level',
  brief: 'Requests within their service level, divided by the requests that are held against one.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Of runs that have ended and tell it; where inference servers are read, of what they answered within their bound.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_slo_met',
      denominator: 'job_slo_judged',
      covered: ['job_slo_time'],
    },
  ],
});
