import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Flexibility of AI',
  brief: 'Power of AI halls before orders less their least 15 minutes, divided by power before them.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Of orders of 15 minutes and more.',
    'Read it beside what the work has lost by it.',
    'An order counts once for each hall that it bears on, where it ends, or after its first 24 hours.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_ai_depth',
      denominator: 'site_ai_pre',
      covered: ['site_judged_time'],
    },
  ],
});
