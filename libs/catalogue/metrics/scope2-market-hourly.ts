import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Scope 2 emissions by market, hourly',
  brief:
    'Emissions with contracts matched to what is drawn in the same quarter of an hour, and the rest at the residual factor.',
  unit: 'g',
  display: { unit: 'kg', scale: 1e-3 },
  better: 'lower',
  standard: 'GHG Protocol Scope 2, proposed hourly matching',
  caveats: [
    'Only contracts that are deliverable count; certificates say nothing of hours and do not.',
    'Matched by quarter of an hour, which is never looser than by hour.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_hourly_carbon',
      covered: ['site_market_time'],
      needs: 'a carbon feed, or a factor of the grid in the register',
    },
  ],
});
