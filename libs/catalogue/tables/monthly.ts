import type { PeerTable } from './table.ts';

export const monthly: PeerTable = {
  id: 'monthly',
  title: 'Monthly operating table',
  about: 'A month beside the month before and the same month of the year before.',
  sections: [
    {
      title: 'Mining',
      lines: [
        { metric: 'hashrate_accepted', label: 'Average operating hashrate' },
        { metric: 'hashrate_realisation', label: 'Operating share of the installed hashrate' },
        { metric: 'availability_time', label: 'Uptime outside of ordered curtailment' },
        { metric: 'availability_time_gross', label: 'Uptime' },
        { metric: 'fleet_j_per_th_wall', label: 'Fleet efficiency, at the wall' },
        { metric: 'fleet_j_per_th_facility', label: 'Fleet efficiency, facility' },
        { metric: 'hashprice_usd', label: 'Hashprice' },
        { metric: 'hashcost', label: 'Power cost of a PH/s and day' },
        { metric: 'revenue_per_mwh_hash', label: 'Mining revenue per MWh' },
        { metric: 'breakeven_power_price', label: 'Break-even power price' },
        { metric: 'gross_margin_hash', label: 'Gross margin of mining' },
      ],
    },
    {
      title: 'AI',
      lines: [
        { metric: 'energy_gpu', label: 'Energy of GPUs' },
        { metric: 'gpu_power_utilization', label: 'GPU power utilisation' },
        { metric: 'revenue_per_mwh_ai', label: 'AI revenue per MWh' },
        { metric: 'compute_spread', label: 'AI over mining, per MWh' },
      ],
    },
    {
      title: 'Power',
      lines: [
        { metric: 'energy_m0', label: 'Energy drawn from the grid' },
        { metric: 'energy_facility', label: 'Energy used' },
        { metric: 'mean_power', label: 'Average load' },
        { metric: 'peak_power', label: 'Peak load' },
        { metric: 'load_factor', label: 'Load factor' },
        { metric: 'power_capacity_utilization', label: 'Utilisation of contracted power' },
        { metric: 'avg_price_paid', label: 'Power price paid' },
        { metric: 'price_capture_ratio', label: 'Price paid against the market' },
        { metric: 'ipue', label: 'PUE, of the month' },
        { metric: 'carbon_intensity_consumed', label: 'Carbon intensity of the energy used' },
      ],
    },
  ],
};
