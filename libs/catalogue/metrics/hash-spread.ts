import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Mining spread',
  brief: 'Break-even power price less the price paid.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'higher',
  status: 'modelled',
  formula: ['-', 'breakeven_power_price', 'avg_price_paid'],
});
