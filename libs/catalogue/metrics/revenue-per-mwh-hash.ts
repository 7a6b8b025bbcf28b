import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Mining revenue per MWh',
  brief: 'Accepted hashes times hashprice, divided by the facility energy of mining.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'higher',
  status: 'modelled',
  caveats: ['Before the pool fee. Not what the pool has credited.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_hash_revenue',
      denominator: 'site_hash_revenue_energy',
      covered: ['site_mining_time', 'site_hashprice_time'],
    },
  ],
});
