import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy per hash, facility',
  brief: 'Energy of the miners and their share of the overhead divided by their accepted hashes.',
  unit: 'J/{hash}',
  display: { unit: 'J/TH', scale: 1e12 },
  better: 'lower',
  caveats: [
    'Hash basis: accepted shares.',
    'By model and device the facility energy of the hall is shared out by the energy of the miners.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_mining_energy',
      denominator: 'site_mining_hash',
      covered: ['site_mining_time'],
    },
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_facility_energy',
      denominator: 'asic_facility_hash',
      covered: ['asic_facility_time'],
    },
  ],
});
