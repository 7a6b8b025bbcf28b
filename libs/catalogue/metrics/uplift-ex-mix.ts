import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Efficiency uplift without the mix',
  brief:
    'Output per energy under hybrid dispatch against static dispatch, without the effect of another mix of workloads, less 1.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'Logarithmic mean Divisia index',
  caveats: ['By the best design that the policies of dispatch allow; docs/claims.md.'],
  method: 'uplift_ex_mix',
  formula: 'exp(ln(1 + uplift) − mix) − 1',
  inputs: ['energy_facility', 'hashrate_accepted', 'sm_activity'],
  leastDays: 56,
});
