import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Reliability of flexibility',
  brief:
    'Curtailed energy, up to what was called, divided by what was called: the baseline less ordered power, times time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'Orders that name no power call for nothing.',
    'The baseline is the mean of the hour before the order, times the miners and boards there are over those there were; orders that follow one another, or overlap, have that of the first.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_delivered',
      denominator: 'site_called',
      covered: ['site_curtailed_time'],
    },
  ],
});
