import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Rate of hardware errors',
  brief: 'Hardware errors divided by all nonces that the miner found, errors included.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'In the unit in which the miner counts its work; makes differ, so compare within a model.',
    'What the miner shows is since its start; this is of the window.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_hw_errors',
      denominator: 'asic_nonces',
      covered: ['asic_checked_time'],
    },
  ],
});
