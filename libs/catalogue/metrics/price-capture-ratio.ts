import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Price capture ratio',
  brief: 'Energy-weighted mean of the power price divided by its time-weighted mean.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'Below 1 the site uses more in cheap hours than in dear ones.',
    'Where the mean price is negative a greater ratio is the better one.',
  ],
  formula: ['/', 'avg_price_paid', 'mean_price'],
});
