import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy per hash at the wall',
  brief: 'Energy of the miners divided by their accepted hashes.',
  unit: 'J/{hash}',
  display: { unit: 'J/TH', scale: 1e12 },
  better: 'lower',
  caveats: [
    'Hash basis: accepted shares. By site and hall at M3 (feeders of mining halls), by model and device at M4; the answer names the point.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_wall_energy',
      denominator: 'site_wall_hash',
      covered: ['site_wall_time'],
    },
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_wall_energy',
      denominator: 'asic_wall_hash',
      covered: ['asic_wall_time'],
    },
  ],
});
