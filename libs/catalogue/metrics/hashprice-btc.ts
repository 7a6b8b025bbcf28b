import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hashprice in bitcoin',
  brief: 'Expected earnings of one PH/s in a day: current difficulty, subsidy and mean fees of 144 blocks.',
  unit: '{BTC}/{hash}',
  display: { unit: 'BTC/PH/day', scale: 8.64e19 },
  better: 'higher',
  caveats: ['Time-weighted mean over the window.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_hashprice_btc',
      denominator: 'site_hashprice_btc_time',
      covered: ['site_hashprice_btc_time'],
    },
  ],
});
