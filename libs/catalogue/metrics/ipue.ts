import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Interim PUE',
  brief: 'Facility energy at M0 divided by IT energy at M3, over less than twelve months.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  standard: 'ISO/IEC 30134-2, category 2; interim (iPUE), not annualized',
  category: 2,
  caveats: [
    'Fans inside miners and servers count as IT, so air and liquid cooling do not compare: prefer facility J/TH.',
    'Of a hall, ask for ppue.',
  ],
  sources: [
    { dimensions: ['site'], numerator: 'site_pue_facility', denominator: 'site_pue_it', covered: ['site_pue_time'] },
  ],
});
