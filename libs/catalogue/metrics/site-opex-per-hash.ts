import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Site costs per hash',
  brief: 'Site costs of mining divided by the accepted hashes.',
  unit: '{currency}/{hash}',
  display: { unit: '{currency}/PH/day', scale: 8.64e19 },
  better: 'lower',
  caveats: ['The register says what mining bears; what is listed by month accrues evenly over the month.'],
  sources: [
    { dimensions: ['site'], numerator: 'site_opex', denominator: 'site_finance_hash', covered: ['site_finance_time'] },
  ],
});
