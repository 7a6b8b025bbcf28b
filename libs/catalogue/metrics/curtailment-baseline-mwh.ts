import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Baseline of curtailed time',
  brief: 'Feeder energy under orders to curtail as it would have been without them.',
  unit: 'J',
  display: { unit: 'MWh', scale: 1 / 3.6e9 },
  better: 'neither',
  status: 'modelled',
  caveats: [
    'The baseline is the mean of the hour before the order, times the miners and boards there are over those there were; orders that follow one another, or overlap, have that of the first.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_baseline', covered: ['site_curtailed_time'] }],
});
