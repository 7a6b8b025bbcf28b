import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Stale rate',
  brief: 'Share difficulty that came too late, divided by all submitted share difficulty.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['By difficulty, not by number of shares.', 'Of readings that know accepted, rejected and late shares.'],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_stale',
      denominator: 'asic_all_submitted',
      covered: ['asic_submitted_time'],
    },
  ],
});
