import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Concentration of blocks by pool',
  brief: 'Herfindahl index: sum of the squares of the shares that pools have of the blocks of the window.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    "A pool's share is not a miner's share: pools are rented, and miners change them.",
    'A block whose finder left no mark counts as found by a miner of its own.',
    'The fewer blocks there are, the more chance raises it: by 1 / n at least, so ask for a week or more.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_finder_squares',
      denominator: 'network_found_square',
      covered: ['network_finder_time'],
    },
  ],
});
