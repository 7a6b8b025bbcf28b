import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Regulatory orders',
  brief: 'Number of orders whose reason is regulatory, where they began.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['Of the site an order counts once, of its halls once for each that it bears on.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_regulatory_orders', covered: ['site_order_time'] }],
});
