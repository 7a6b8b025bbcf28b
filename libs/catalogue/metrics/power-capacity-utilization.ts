import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Use of contracted power',
  brief: 'Facility energy divided by contracted power times time.',
  unit: '1',
  display: { unit: '%', scale: 100 },
  better: 'higher',
  caveats: ['Of a hall: its facility energy against the contract of the whole site.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_contracted_facility',
      denominator: 'site_contracted',
      covered: ['site_contracted_time'],
    },
  ],
});
