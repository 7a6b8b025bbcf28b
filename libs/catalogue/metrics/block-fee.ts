import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Fees of a block',
  brief: 'Fees of the blocks of the window, divided by their number.',
  unit: '{BTC}/{block}',
  display: { unit: 'BTC/{block}', scale: 1 },
  better: 'neither',
  caveats: ['A block counts in the window that its median time lies in.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_fee',
      denominator: 'network_fee_blocks',
      covered: ['network_fee_time'],
    },
  ],
});
