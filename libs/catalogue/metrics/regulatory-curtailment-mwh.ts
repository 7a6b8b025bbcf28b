import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy curtailed by regulation',
  brief: 'Baseline less feeder energy under orders whose reason is regulatory.',
  unit: 'J',
  display: { unit: 'MWh', scale: 1 / 3.6e9 },
  better: 'lower',
  status: 'modelled',
  caveats: [
    'The baseline is the mean of the hour before the order, times the miners and boards there are over those there were; orders that follow one another, or overlap, have that of the first.',
    'Where another order holds at the same time the energy counts here as well.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_regulatory', covered: ['site_curtailed_time'] }],
});
