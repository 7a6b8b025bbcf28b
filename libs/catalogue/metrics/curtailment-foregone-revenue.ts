import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Revenue foregone by curtailment',
  brief: 'Hashprice less pool fee times the hashes that miners under orders did not do.',
  unit: '{USD}',
  display: { unit: 'USD', scale: 1 },
  better: 'lower',
  status: 'modelled',
  caveats: ['The hashprice when the hashes would have been done.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_foregone', covered: ['site_foregone_time'] }],
});
