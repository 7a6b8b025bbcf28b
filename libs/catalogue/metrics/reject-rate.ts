import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Reject rate',
  brief: 'Rejected share difficulty divided by all submitted share difficulty.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['By difficulty, not by number of shares.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_rejected',
      denominator: 'asic_submitted',
      covered: ['asic_rejects_time'],
    },
  ],
});
