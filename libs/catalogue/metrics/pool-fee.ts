import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Pool fee',
  brief: 'Share of the earnings that the pool keeps, as registered.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_pool_fee',
      denominator: 'site_hashprice_time',
      covered: ['site_hashprice_time'],
    },
  ],
});
