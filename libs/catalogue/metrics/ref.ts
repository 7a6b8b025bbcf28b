import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Renewable energy factor',
  brief: 'Renewable energy owned and controlled divided by facility energy, 1 at most.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ISO/IEC 30134-3',
  caveats: [
    'Power bought counts by its certificates alone.',
    'The cap is on the window asked for: what is cancelled for a year is held against a year.',
  ],
  formula: ['min', 1, 'renewable_share'],
});
