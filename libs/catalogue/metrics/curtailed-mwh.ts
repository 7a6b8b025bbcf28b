import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Curtailed energy',
  brief: 'Baseline less feeder energy under orders to curtail.',
  unit: 'J',
  display: { unit: 'MWh', scale: 1 / 3.6e9 },
  better: 'neither',
  status: 'modelled',
  caveats: [
    'The baseline is the mean of the hour before the order, times the miners and boards there are over those there were; orders that follow one another, or overlap, have that of the first.',
    'At the feeders of halls, by the quarter of an hour: a quarter above the baseline counts as 0. What a single device was ordered is left out.',
    'Without a feed of orders it is not known that there were none.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_curtailed', covered: ['site_curtailed_time'] }],
});
