import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Marginal emissions',
  brief: 'Energy drawn from the grid times the marginal rate of the grid in the same 5 minutes.',
  unit: 'g',
  display: { unit: 'kg', scale: 1e-3 },
  better: 'lower',
  caveats: ['It weighs decisions; it is no inventory and is never added to scope 2.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_marginal_carbon',
      covered: ['site_marginal_time'],
      needs: 'a feed of marginal rates (`market.marginal`)',
    },
  ],
});
