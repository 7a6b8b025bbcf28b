import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Capital per MW',
  brief: 'Capital spent on the assets in service divided by the contracted power.',
  unit: '{currency}/W',
  display: { unit: '{currency}/MW', scale: 1e6 },
  better: 'lower',
  caveats: [
    'What stood there already counts with what was spent on it only.',
    'Mining and AI together: what a MW of either costs differs by an order.',
  ],
  sources: [
    { dimensions: ['site'], numerator: 'site_capex', denominator: 'site_capex_power', covered: ['site_capex_time'] },
  ],
});
