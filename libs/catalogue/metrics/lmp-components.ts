import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Parts less the price',
  brief: 'Energy-weighted mean of what energy, congestion and loss parts sum to, less the power price.',
  unit: '{currency}/J',
  display: { unit: '{currency}/MWh', scale: 3.6e9 },
  better: 'neither',
  caveats: [
    'A check of the feed: it is 0 but for rounding where the parts are all there and have the signs that the market gives them.',
    'Only instants in which the price and all its parts are known.',
  ],
  sources: [
    { dimensions: ['site', 'hall'], numerator: 'site_lmp_rest', denominator: 'site_lmp', covered: ['site_lmp_time'] },
  ],
});
