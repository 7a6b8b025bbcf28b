import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Emissions by bitcoin',
  brief: 'Emissions of mining by location divided by what its shares are expected to earn.',
  unit: 'g/{BTC}',
  display: { unit: 'kg/BTC', scale: 1e-3 },
  better: 'lower',
  status: 'modelled',
  caveats: [
    'Bitcoin by the expected value of the accepted shares, before the fee of the pool.',
    'A mixed hall counts by the energy of its miners.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_coined_carbon',
      denominator: 'site_coined',
      covered: ['site_coined_time'],
      needs: 'a factor of the grid, and the chain',
    },
  ],
});
