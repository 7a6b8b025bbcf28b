import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Share of time at negative prices',
  brief: 'Time in which the power price was below 0, divided by all in which price and energy are known.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: ['Not of the site but of its market: of a hall it is that of the time in which its energy is known.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_negative_time',
      denominator: 'site_priced_time',
      covered: ['site_priced_time'],
    },
  ],
});
