import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Hours under curtailment',
  brief: 'Time under an order to curtail.',
  unit: 's',
  display: { unit: 'h', scale: 1 / 3600 },
  better: 'neither',
  caveats: ['Of the site it is the time in which any hall was under an order; orders to single devices are left out.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_ordered_time', covered: ['site_order_time'] }],
});
