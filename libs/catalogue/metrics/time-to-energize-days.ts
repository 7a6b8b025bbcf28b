import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Time to energise',
  brief: 'Mean time from the decision to build to energising, weighted by the power that was built.',
  unit: 's',
  display: { unit: 'd', scale: 1 / 86_400 },
  better: 'lower',
  caveats: ['Of what is in service in the window, whenever it was built; what is being built is no part of it.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_energize',
      denominator: 'site_energized',
      covered: ['site_energized_time'],
      expected: 'site_energized_time',
    },
  ],
});
