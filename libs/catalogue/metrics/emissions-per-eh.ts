import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Emissions by hash',
  brief: 'Emissions of mining by location divided by accepted hashes.',
  unit: 'g/{hash}',
  display: { unit: 'kg/EH', scale: 1e15 },
  better: 'lower',
  caveats: ['An EH is 10^18 hashes.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_mining_carbon',
      denominator: 'site_mining_carbon_hash',
      covered: ['site_mining_carbon_time'],
      needs: 'a factor of the grid, and the energy of mining',
    },
  ],
});
