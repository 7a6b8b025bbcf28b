import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Use of contracted power',
  brief: 'Facility energy divided by contracted power times time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['A hall has no contract of its own.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_contracted_facility',
      denominator: 'site_contracted',
      covered: ['site_contracted_time'],
    },
  ],
});
