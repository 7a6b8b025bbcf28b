import type { Report } from './report.ts';

export const monthlyInvestor: Report = {
  id: 'monthly_investor',
  title: 'Monthly operating figures',
  about:
    'A month beside the month before and the same month of the year before, in the form in which public miners publish.',
  period: 'month',
  sections: [
    {
      kind: 'figures',
      title: 'Mining',
      metrics: [
        'hashrate_accepted',
        'hashrate_realisation',
        'availability_time',
        'fleet_j_per_th_facility',
        'revenue_per_mwh_hash',
        'hashprice_usd',
        'hashcost',
        'gross_margin_hash',
      ],
      beside: ['prior', 'prior_year'],
      charts: [
        { metric: 'hashrate_accepted', grain: 'day', kind: 'line' },
        { metric: 'revenue_per_mwh_hash', grain: 'day', kind: 'line' },
      ],
    },
    {
      kind: 'figures',
      title: 'AI',
      metrics: ['energy_gpu', 'gpu_power_utilization', 'sm_activity', 'revenue_per_mwh_ai', 'compute_spread'],
      beside: ['prior', 'prior_year'],
      charts: [{ metric: 'energy_gpu', grain: 'day', kind: 'bar' }],
    },
    {
      kind: 'figures',
      title: 'Power',
      metrics: [
        'energy_m0',
        'energy_facility',
        'peak_power',
        'load_factor',
        'power_capacity_utilization',
        'avg_price_paid',
        'price_capture_ratio',
        'ipue',
      ],
      beside: ['prior', 'prior_year'],
      charts: [
        { metric: 'energy_facility', grain: 'day', kind: 'bar' },
        { metric: 'avg_price_paid', grain: 'day', kind: 'line' },
      ],
    },
  ],
};
