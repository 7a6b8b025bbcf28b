import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy from the grid by market',
  brief: 'Energy drawn from the grid over the instants in which a residual factor is known.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_market',
      covered: ['site_market_time'],
      needs: 'a carbon feed, or a factor of the grid in the register',
    },
  ],
});
