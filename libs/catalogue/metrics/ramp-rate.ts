import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Ramp rate',
  brief: 'Change of power until 90 % of an order was done, divided by the time that it took.',
  unit: 'W/s',
  display: { unit: 'kW/s', scale: 1e-3 },
  better: 'higher',
  caveats: [
    'By the minute: a faster answer shows as one minute.',
    'An order counts once for each hall that it bears on, where it ends, or after its first 24 hours.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_ramp',
      denominator: 'site_response_time',
      covered: ['site_judged_time'],
    },
  ],
});
