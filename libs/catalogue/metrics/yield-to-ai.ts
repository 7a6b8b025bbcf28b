import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Yield to AI',
  brief: 'Energy that mining halls curtailed under requests of AI, divided by what these asked for.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'Of orders whose reason is `ai_request` and that name a power. Above 100 % mining gave more than was asked.',
    'The baseline is the mean of the hour before the order, times the miners and boards there are over those there were; orders that follow one another, or overlap, have that of the first.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_yielded',
      denominator: 'site_requested',
      covered: ['site_curtailed_time'],
    },
  ],
});
