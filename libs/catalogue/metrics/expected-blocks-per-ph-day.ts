import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Expected blocks of a PH/s in a day',
  brief: 'Blocks of the window divided by the hashes that they take on average.',
  unit: '{block}/{hash}',
  display: { unit: '{block}/PH/day', scale: 8.64e19 },
  better: 'higher',
  caveats: ['Weighed by the blocks where the difficulty changes within the window.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_blocks',
      denominator: 'network_work',
      covered: ['network_blocks_time'],
    },
  ],
});
