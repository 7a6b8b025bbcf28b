import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Jobs with known data',
  brief: 'Runs with a signed manifest of their data, divided by the runs that started.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Only measurable where jobs tell of manifests; whether a manifest is true is not measured.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_manifests',
      denominator: 'job_starts',
      covered: ['job_time'],
    },
  ],
});
