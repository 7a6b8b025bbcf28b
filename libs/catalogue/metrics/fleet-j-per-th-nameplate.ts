import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy per hash as rated',
  brief: 'Rated power of the miners divided by their rated hash rate.',
  unit: 'J/{hash}',
  display: { unit: 'J/TH', scale: 1e12 },
  better: 'lower',
  caveats: [
    'Of miners that are registered with both, weighed by the time in which they are expected.',
    'What is rated, not what is measured: see fleet_j_per_th_wall.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_rated_energy',
      denominator: 'asic_rated_hash',
      covered: ['asic_rated_time'],
    },
  ],
});
