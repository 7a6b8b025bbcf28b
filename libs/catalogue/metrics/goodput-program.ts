import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Program goodput',
  brief: 'GPU time that the tokens would ideally take, divided by the productive GPU time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ML productivity goodput',
  caveats: ['Of runs that have ended and tell it.', 'What is ideal the run tells itself.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_ideal',
      denominator: 'job_paced',
      covered: ['job_time'],
    },
  ],
});
