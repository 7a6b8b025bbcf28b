import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Marginal rate of the grid',
  brief: 'Time-weighted mean of the marginal emission rate of the grid.',
  unit: 'g/J',
  display: { unit: 'g/kWh', scale: 3.6e6 },
  better: 'neither',
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_moer',
      denominator: 'site_moer_time',
      covered: ['site_moer_time'],
      needs: 'a feed of marginal rates (`market.marginal`)',
    },
  ],
});
