import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Own fleet against the network',
  brief:
    'Facility energy of mining divided by what the network would have used for the same hash, by the best guess of the Cambridge index.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  standard: 'Cambridge Bitcoin Electricity Consumption Index',
  caveats: [
    'The index has to be imported; its best guess takes 10 % of overhead for granted.',
    'The rate of the network is that of the difficulty of the day, at 600 seconds a block.',
  ],
  method: 'own_fleet_vs_cbeci',
  formula: 'Σ facility energy of mining ÷ Σ hash · (power of the network ÷ rate of the network)',
  inputs: ['fleet_j_per_th_facility'],
  leastDays: 1,
});
