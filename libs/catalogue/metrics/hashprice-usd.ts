import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hashprice',
  brief:
    'Expected earnings of one PH/s in a day: current difficulty, subsidy and mean fees of 144 blocks, at the price of the day.',
  unit: '{USD}/{hash}',
  display: { unit: 'USD/PH/day', scale: 8.64e19 },
  better: 'higher',
  caveats: ['Time-weighted mean over the window.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_hashprice',
      denominator: 'site_hashprice_time',
      covered: ['site_hashprice_time'],
    },
  ],
});
