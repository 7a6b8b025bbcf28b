import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Availability, curtailment counted',
  brief: 'Time at half of the rated rate or more, divided by the expected time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_up',
      denominator: 'asic_expected',
      covered: ['asic_rate_time'],
    },
  ],
});
