import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hashprice realised',
  brief:
    'Subsidies and fees of the blocks of the window at the price when they count, divided by the hashes that the blocks take on average.',
  unit: '{USD}/{hash}',
  display: { unit: 'USD/PH/day', scale: 8.64e19 },
  better: 'higher',
  caveats: [
    'The fees that were paid take the place of the mean of 144 blocks; how fast blocks came plays no part.',
    'A block counts in the window that its median time lies in.',
    'Blocks lag: the median time of a block is that of the fifth before it, an hour on average, and one with fewer than six above it may still be replaced; published values are older than that.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_revenue',
      denominator: 'network_revenue_work',
      covered: ['network_revenue_time'],
    },
  ],
});
