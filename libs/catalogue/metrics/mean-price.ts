import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Mean price',
  brief: 'Time-weighted mean of the power price.',
  unit: '{currency}/J',
  display: { unit: '{currency}/MWh', scale: 3.6e9 },
  better: 'lower',
  caveats: ['What power cost on the market, not what was paid: no hour weighs more than another.'],
  sources: [
    { dimensions: ['site'], numerator: 'site_price', denominator: 'site_price_time', covered: ['site_price_time'] },
  ],
});
