import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Revenue of emergency response',
  brief: 'Contracted MW times price per MW and hour times the factor of availability.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'higher',
  caveats: [
    'The register says what was awarded; time of which it says nothing is not covered.',
    'Only what is booked as revenue: what is booked as a lower cost of power is in the cost of power.',
    'The register refuses a block of MW that stands by for two programmes at once.',
  ],
  sources: [{ dimensions: ['site'], numerator: 'site_ers_revenue', covered: ['site_ers_time'] }],
});
