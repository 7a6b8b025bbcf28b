import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Revenue of all miners',
  brief: 'Subsidies and fees of the blocks of the window at the price when they count.',
  unit: '{USD}',
  display: { unit: 'USD', scale: 1 },
  better: 'neither',
  caveats: [
    'Of the market of mining one reading among others: hardware is sold besides.',
    'Ask for the 365 days before to have the trailing year.',
    'A block counts in the window that its median time lies in.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'network_revenue',
      covered: ['network_revenue_time'],
    },
  ],
});
