import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'AI spread',
  brief: 'AI revenue per MWh less the price paid.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'higher',
  status: 'modelled',
  caveats: ['Token and licence costs are not known and not taken off.'],
  formula: ['-', 'revenue_per_mwh_ai', 'avg_price_paid'],
});
