import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Hashcost',
  brief: 'What the power of one PH/s costs in a day: facility energy per hash times the price paid.',
  unit: '{currency}/{hash}',
  display: { unit: '{currency}/PH/day', scale: 8.64e19 },
  better: 'lower',
  caveats: ['Power only: no pool fee, hosting or capital.'],
  formula: ['*', 'fleet_j_per_th_facility', 'avg_price_paid'],
});
