import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Peak power',
  brief: 'Greatest 15-minute mean of the facility power, bridged gaps left out.',
  unit: 'W',
  display: { unit: 'kW', scale: 1e-3 },
  better: 'neither',
  caveats: ['Depends on the interval of 15 minutes. Does not add up over halls.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_peak', covered: ['site_level_time'] }],
});
