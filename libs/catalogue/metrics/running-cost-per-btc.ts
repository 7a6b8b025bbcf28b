import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Running cost per bitcoin, without power',
  brief: 'Site costs and overhead of mining divided by the bitcoin earned.',
  unit: '{currency}/{BTC}',
  display: { unit: '{currency}/BTC', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: [
    'The register says what mining bears; what is listed by month accrues evenly over the month.',
    'Earned is what the accepted hashes are worth on average, not what a pool has paid.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_running_cost',
      denominator: 'site_finance_reward',
      covered: ['site_finance_time'],
    },
  ],
});
