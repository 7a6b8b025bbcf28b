import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Cost avoided by curtailment',
  brief: 'Power price times the energy that mining halls curtailed.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'The energy price of the feed at the instants of the order; delivery, demand and taxes only as far as the feed has them.',
    'The baseline is the mean of the hour before the order, times the miners and boards there are over those there were; orders that follow one another, or overlap, have that of the first.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_avoided', covered: ['site_avoided_time'] }],
});
