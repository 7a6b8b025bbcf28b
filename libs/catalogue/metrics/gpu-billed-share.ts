import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Billed share of the installed boards',
  brief: 'GPU time that was billed, divided by the time that boards are installed.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Known where every run tells what was billed for it, 0 included; bills follow the end of a run.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_billed',
      denominator: 'job_sold_installed',
      covered: ['job_sold_time'],
    },
  ],
});
