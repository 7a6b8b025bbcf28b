import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Availability',
  brief: 'Time at half of the rated rate or more, divided by the expected time outside ordered curtailments.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['A miner that keeps hashing through a curtailment can raise it above 1.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_up',
      denominator: 'asic_available',
      covered: ['asic_rate_time'],
    },
  ],
});
