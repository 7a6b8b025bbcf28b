import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Revenue per billed GPU hour',
  brief: 'What was billed for jobs, divided by the GPU time billed.',
  unit: '{USD}/s',
  display: { unit: 'USD/GPU-h', scale: 3600 },
  better: 'higher',
  caveats: [
    'Known where every run tells what was billed for it, 0 included.',
    'Over billed GPU time; `revenue_per_gpu_hour_installed` is over all boards.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_revenue',
      denominator: 'job_billed',
      covered: ['job_sold_time'],
    },
  ],
});
