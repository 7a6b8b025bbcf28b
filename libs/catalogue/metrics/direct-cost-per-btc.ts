import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Power cost per bitcoin',
  brief: "Mining's part of the cost of power, less credits, divided by the bitcoin earned.",
  unit: '{currency}/{BTC}',
  display: { unit: '{currency}/BTC', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: [
    'Earned is what the accepted hashes are worth on average, not what a pool has paid.',
    'Mining bears the part of each 15 minutes that it has in the facility energy; of a demand charge, and of what an invoice differs by, its part of the energy.',
    'Estimated from the market price and the tariffs in force; an invoice for power replaces what is estimated of its time.',
    'A month with a demand charge or an invoice in it has a cost as a whole only: a part of it has no value, never a share.',
    'Credits are what is booked as a lower cost: what is booked as revenue is no part of them.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_mined_net',
      denominator: 'site_mined_reward',
      covered: ['site_mined_time'],
      isOfMonths: true,
    },
  ],
});
