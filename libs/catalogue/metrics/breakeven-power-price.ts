import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Break-even power price',
  brief:
    'Greatest power price at which mining covers its energy: hashprice divided by facility energy per hash, less the pool fee.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'higher',
  status: 'modelled',
  caveats: ['Per device class the answer is a step curve.'],
  formula: ['/', ['*', 'hashprice_usd', ['-', 1, 'pool_fee']], 'fleet_j_per_th_facility'],
});
