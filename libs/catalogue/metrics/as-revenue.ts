import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Revenue of ancillary services',
  brief: 'Awarded MW times price per MW and hour, with what was paid for deployments.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'higher',
  caveats: [
    'The register says what was awarded; time of which it says nothing is not covered.',
    'Only what is booked as revenue: what is booked as a lower cost of power is in the cost of power.',
  ],
  sources: [{ dimensions: ['site'], numerator: 'site_ancillary_revenue', covered: ['site_ancillary_time'] }],
});
