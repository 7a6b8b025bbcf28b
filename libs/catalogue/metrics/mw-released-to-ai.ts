import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Energy released to AI',
  brief: 'Energy that mining gave up and AI took while mining was ordered to yield to AI.',
  unit: 'MW.h',
  display: { unit: 'MWh', scale: 1 },
  better: 'higher',
  caveats: [
    'Against the mean of the hour before each order.',
    'What an order releases after midnight counts in the total, and on no day.',
    'Megawatts, not chips.',
  ],
  method: 'mw_released_to_ai',
  formula: 'Σ min(m_pre − m, a − a_pre)⁺ · dt in events with the reason ai_request',
  inputs: ['mean_power'],
  leastDays: 1,
});
