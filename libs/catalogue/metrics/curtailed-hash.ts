import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Curtailed hashes',
  brief: 'Rated less accepted hashes of miners under orders to curtail.',
  unit: '{hash}',
  display: { unit: 'EH/s.h', scale: 1 / 3.6e21 },
  better: 'neither',
  caveats: [
    'By the quarter of an hour: what is missing of one counts up to what is rated for the time under orders.',
    'Faults during an order count as well.',
    'A miner that says nothing during an order has no hashes.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_curtailed_hash', covered: ['site_order_time'] }],
});
