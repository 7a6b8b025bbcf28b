import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Rate of orphaned blocks',
  brief: 'Blocks that lost against one of the same height, divided by all.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'Only blocks that the feed has told of, or that were seen to be replaced, are counted: it is a lower bound.',
    'A block counts in the window that its median time lies in.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_orphans',
      denominator: 'network_rivals',
      covered: ['network_blocks_time'],
    },
  ],
});
