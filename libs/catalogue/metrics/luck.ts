import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Luck',
  brief: 'Blocks of the pools that the site mines for, divided by those that their work finds on average.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'The number of blocks found is a Poisson count: with n of them the relative standard deviation is one over the root of n.',
    'Blocks count by their median time, an hour after the work on average.',
    'Without a registered pool there is none.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_pool_blocks',
      denominator: 'site_pool_expected',
      covered: ['site_pool_time'],
    },
  ],
});
