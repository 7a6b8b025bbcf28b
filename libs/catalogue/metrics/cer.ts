import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Cooling efficiency ratio',
  brief: 'Heat removed divided by the electricity used for it.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ISO/IEC 30134-7',
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_cer_heat',
      denominator: 'site_cer_cooling',
      covered: ['site_cer_time'],
    },
  ],
});
