import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Revenue per installed GPU hour',
  brief: 'What was billed for jobs, divided by the time that boards are installed.',
  unit: '{USD}/s',
  display: { unit: 'USD/GPU-h', scale: 3600 },
  better: 'higher',
  caveats: ['Known where every run tells what was billed for it, 0 included.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_revenue',
      denominator: 'job_sold_installed',
      covered: ['job_sold_time'],
    },
  ],
});
