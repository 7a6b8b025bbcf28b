import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Mean power',
  brief: 'Mean facility power of fully covered 15-minute intervals without bridged gaps.',
  unit: 'W',
  display: { unit: 'kW', scale: 1e-3 },
  better: 'neither',
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_level',
      denominator: 'site_level_time',
      covered: ['site_level_time'],
    },
  ],
});
