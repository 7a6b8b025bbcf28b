import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Carbon intensity of the grid',
  brief: 'Time-weighted mean of the carbon intensity of the grid.',
  unit: 'g/J',
  display: { unit: 'g/kWh', scale: 3.6e6 },
  better: 'lower',
  caveats: [
    'What the grid emitted, whatever the site drew: no hour weighs more than another.',
    'In the part `fallback` of the time the intensity is estimated and may be measured later, or something stands in.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_factor',
      denominator: 'site_factor_time',
      covered: ['site_factor_time'],
      fallback: 'site_factor_estimated',
    },
  ],
});
