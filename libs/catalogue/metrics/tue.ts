import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'TUE',
  brief: 'ITUE times interim PUE: facility energy by what of it computes.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['Fans and supplies count as overhead here, so that air and liquid cooling compare.'],
  formula: ['*', 'itue', 'ipue'],
});
