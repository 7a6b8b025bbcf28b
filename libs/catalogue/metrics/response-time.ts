import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Response time',
  brief: 'Time from the start of an order until 90 % of the ordered change was done, mean over orders.',
  unit: 's',
  display: { unit: 's', scale: 1 },
  better: 'lower',
  caveats: [
    'By the minute: a faster answer shows as one minute.',
    'Orders that name no power, or were never followed that far, are left out: see flex_reliability.',
    'An order counts once for each hall that it bears on, where it ends, or after its first 24 hours.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_response_time',
      denominator: 'site_responses',
      covered: ['site_judged_time'],
    },
  ],
});
