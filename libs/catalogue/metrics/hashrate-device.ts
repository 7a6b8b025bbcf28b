import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hash rate reported',
  brief: 'Time-weighted mean of the rate that the miners report; of several, their sum.',
  unit: '{hash}/s',
  display: { unit: 'TH/s', scale: 1e-12 },
  better: 'higher',
  caveats: [
    'The denominator is the observed time of the mean expected miner, so that the rates of miners add up and missing time is not taken for zero.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_rate',
      denominator: 'asic_rate_span',
      covered: ['asic_rate_time'],
    },
  ],
});
