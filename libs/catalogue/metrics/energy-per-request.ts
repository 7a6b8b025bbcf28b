import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy per request',
  brief: 'Facility energy of the boards that served, divided by the requests answered.',
  unit: 'J/{request}',
  display: { unit: 'J/{request}', scale: 1 },
  better: 'lower',
  caveats: [
    'Of halls in which every run that answers requests tells how many, once it has ended, or every inference server does.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_requests_energy',
      denominator: 'job_requests',
      covered: ['job_requests_time'],
    },
  ],
});
