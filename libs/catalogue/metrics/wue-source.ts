import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'WUE, source',
  brief: 'Water that making the power took, as registered for the grid, divided by IT energy.',
  unit: 'L/J',
  display: { unit: 'L/kWh', scale: 3.6e6 },
  better: 'lower',
  standard: 'ISO/IEC 30134-9',
  caveats: ['Site water is no part of it.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_source_water',
      denominator: 'site_source_water_it',
      covered: ['site_source_water_time'],
      needs: '`water_factors` in the register',
    },
  ],
});
