import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Converted power',
  brief: 'Rated power of halls that went from mining to AI and stayed for 90 days.',
  unit: 'MW',
  display: { unit: 'MW', scale: 1 },
  better: 'neither',
  caveats: [
    'Conversion, not sharing: where it grows and co-operation does not, AI displaces mining.',
    'By the dated units of the register, where the boards of the hall drew energy on three of four days.',
  ],
  method: 'converted_mw',
  formula: 'Σ over halls of min(rated power that left, rated power that came)',
  inputs: ['energy_gpu', 'energy_m4_asic'],
  leastDays: 1,
});
