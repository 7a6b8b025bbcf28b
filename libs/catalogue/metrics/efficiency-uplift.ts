import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Efficiency uplift',
  brief: 'Output per energy under hybrid dispatch against static dispatch, less 1.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'A little more AI and less mining raises it with nothing more efficient: see uplift_ex_mix.',
    'By the best design that the policies of dispatch allow; docs/claims.md.',
  ],
  method: 'efficiency_uplift',
  formula: '(Q_h ÷ R_h) ÷ (Q_c ÷ R_c) − 1',
  inputs: ['energy_facility', 'hashrate_accepted', 'sm_activity'],
  leastDays: 56,
});
