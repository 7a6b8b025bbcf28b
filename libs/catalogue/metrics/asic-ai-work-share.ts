import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Miner share of AI work',
  brief: 'Share of the energy that AI worked with which miners drew.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: [
    'By energy: work of unlike chips has no unit in common.',
    'A SHA-256 chip has no programmable multiply-accumulate path; no production use is known, and 0 is expected.',
  ],
  method: 'asic_ai_work_share',
  formula: 'energy of miners in AI halls on days without an accepted share ÷ (the same + energy of boards)',
  inputs: ['energy_gpu', 'energy_m4_asic'],
  leastDays: 1,
});
