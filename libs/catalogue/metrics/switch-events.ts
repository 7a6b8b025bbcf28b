import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Switches of power',
  brief: 'Number of orders that moved power at will, where they began: economic ones, and requests of AI.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: [
    'Power is moved between halls; a miner does not become a GPU.',
    'An order that follows another at once is another switch.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_switch_orders', covered: ['site_order_time'] }],
});
