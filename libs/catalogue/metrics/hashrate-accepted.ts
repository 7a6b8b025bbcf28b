import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hash rate accepted',
  brief: 'Hashes that the accepted shares stand for, divided by the time.',
  unit: '{hash}/s',
  display: { unit: 'TH/s', scale: 1e-12 },
  better: 'higher',
  caveats: ['The relative standard deviation is one over the root of the number of accepted shares.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_accepted',
      denominator: 'window',
      covered: ['asic_shares_time'],
    },
  ],
});
