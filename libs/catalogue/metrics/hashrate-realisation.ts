import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Realisation of the rated hash rate',
  brief: 'Accepted hashes divided by rated rate times expected time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Includes ordered curtailment.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_accepted',
      denominator: 'asic_nominal',
      covered: ['asic_shares_time'],
    },
  ],
});
