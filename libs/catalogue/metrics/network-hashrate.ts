import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hash rate of the network',
  brief: 'Difficulty times 2^32 of the blocks of the window, divided by the time between them.',
  unit: '{hash}/s',
  display: { unit: 'EH/s', scale: 1e-18 },
  better: 'neither',
  caveats: [
    'A block counts in the window that its median time lies in. The number of blocks is network_blocks: ask for a day to have the mean over about 144, for a week 1008.',
    'The relative standard deviation is one over the root of the number of blocks.',
    'Blocks lag: the median time of a block is that of the fifth before it, an hour on average, and one with fewer than six above it may still be replaced; published values are older than that.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_work',
      denominator: 'network_blocks_time',
      covered: ['network_blocks_time'],
    },
  ],
});
