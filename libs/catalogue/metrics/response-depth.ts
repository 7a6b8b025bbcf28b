import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Response depth',
  brief: 'Power before orders less their least minute, divided by power before them.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'By the minute: a faster answer shows as one minute.',
    'An order counts once for each hall that it bears on, where it ends, or after its first 24 hours.',
  ],
  sources: [
    { dimensions: ['site', 'hall'], numerator: 'site_depth', denominator: 'site_pre', covered: ['site_judged_time'] },
  ],
});
