import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Blocks of the network',
  brief: 'Blocks whose median time lies in the window.',
  unit: '{block}',
  display: { unit: '{block}', scale: 1 },
  better: 'neither',
  caveats: [
    'Blocks lag: the median time of a block is that of the fifth before it, an hour on average, and one with fewer than six above it may still be replaced; published values are older than that.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_blocks',
      covered: ['network_blocks_time'],
    },
  ],
});
