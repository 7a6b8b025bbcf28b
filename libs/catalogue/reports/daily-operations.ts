import type { Report } from './report.ts';

export const dailyOperations: Report = {
  id: 'daily_operations',
  title: 'Daily operations',
  about: 'What the site drew, hashed and computed on a day, beside the day before.',
  period: 'day',
  sections: [
    {
      kind: 'figures',
      title: 'Energy and cooling',
      metrics: ['energy_facility', 'peak_power', 'load_factor', 'power_capacity_utilization', 'ipue', 'cer'],
      beside: ['prior'],
      charts: [
        { metric: 'energy_facility', grain: 'hour', kind: 'bar' },
        { metric: 'ipue', grain: 'hour', kind: 'line' },
      ],
    },
    {
      kind: 'figures',
      title: 'Mining',
      metrics: [
        'hashrate_accepted',
        'hashrate_realisation',
        'availability_time',
        'reject_rate',
        'fleet_j_per_th_facility',
      ],
      beside: ['prior'],
      charts: [{ metric: 'hashrate_accepted', grain: 'hour', kind: 'line' }],
    },
    {
      kind: 'figures',
      title: 'AI',
      metrics: ['energy_gpu', 'gpu_power_utilization', 'sm_activity'],
      beside: ['prior'],
    },
    {
      kind: 'figures',
      title: 'Money',
      metrics: ['avg_price_paid', 'mean_price', 'hashprice_usd', 'hashcost', 'hash_spread', 'compute_spread'],
      beside: ['prior'],
      charts: [{ metric: 'mean_price', grain: 'hour', kind: 'line' }],
    },
    {
      kind: 'figures',
      title: 'Halls',
      metrics: ['energy_facility', 'ppue'],
      by: 'hall',
      beside: ['prior'],
      charts: [{ metric: 'energy_facility', grain: 'hour', by: 'hall', kind: 'bar' }],
    },
  ],
};
