import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Local share of consumption',
  brief: 'Energy generated behind the meter and not exported, divided by facility energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'By the quarter of an hour: what is exported in one is not set against what is drawn in another.',
    'Without a meter at Mg there is no value.',
  ],
  sources: [
    { dimensions: ['site'], numerator: 'site_local', denominator: 'site_local_facility', covered: ['site_local_time'] },
  ],
});
