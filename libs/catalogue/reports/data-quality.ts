import type { Report } from './report.ts';

export const dataQuality: Report = {
  id: 'data_quality',
  title: 'Data quality',
  about: 'How much of a day was measured: what is behind every figure, and which of them could not be given.',
  period: 'day',
  sections: [
    {
      kind: 'figures',
      title: 'Meters',
      metrics: ['energy_m0', 'energy_m3', 'energy_mc', 'heat_removed'],
      beside: ['prior'],
    },
    {
      kind: 'figures',
      title: 'Fleet',
      metrics: [
        'hashrate_device',
        'hashrate_accepted',
        'energy_m4_asic',
        'energy_gpu',
        'sm_activity',
        'tensor_activity',
      ],
      by: 'hall',
      beside: ['prior'],
    },
    { kind: 'figures', title: 'Market', metrics: ['mean_price', 'hashprice_usd'], beside: ['prior'] },
  ],
};
