import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Block subsidy',
  brief: 'Subsidies of the blocks of the window, divided by their number.',
  unit: '{BTC}/{block}',
  display: { unit: 'BTC/{block}', scale: 1 },
  better: 'neither',
  caveats: ['It began at 50 BTC and is halved every 210,000 blocks: the height decides, not the date.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_subsidy',
      denominator: 'network_blocks',
      covered: ['network_blocks_time'],
    },
  ],
});
