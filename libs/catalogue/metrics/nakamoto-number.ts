import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Nakamoto number',
  brief: 'Fewest pools that found more than half of the blocks of the window.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    "A pool's share is not a miner's share: pools are rented, and miners change them.",
    'A block whose finder left no mark counts as found by a miner of its own.',
    'Over few blocks it is chance: ask for a week or more.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_majority',
      denominator: 'network_any',
      covered: ['network_finder_time'],
    },
  ],
});
