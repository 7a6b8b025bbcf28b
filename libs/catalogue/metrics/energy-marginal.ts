import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy at a known marginal rate',
  brief: 'Energy drawn from the grid over the instants in which the marginal rate is known.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_marginal',
      covered: ['site_marginal_time'],
      needs: 'a feed of marginal rates (`market.marginal`)',
    },
  ],
});
