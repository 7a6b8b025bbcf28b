import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy reuse effectiveness',
  brief: 'Facility energy less the heat used outside, divided by IT energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['It is (1 − ERF) × PUE of the same time.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_unused',
      denominator: 'site_reuse_it',
      covered: ['site_reuse_time'],
      needs: '`heat_reuse` in the register, and the heat of its loops',
    },
  ],
});
