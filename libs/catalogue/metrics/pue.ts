import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'PUE',
  brief: 'Facility energy at M0 divided by IT energy at M3, over twelve months or more.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  standard: 'ISO/IEC 30134-2, category 2',
  category: 2,
  caveats: [
    'Over less than twelve months ask for ipue.',
    'Fans inside miners and servers count as IT, so air and liquid cooling do not compare: prefer facility J/TH.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_pue_facility',
      denominator: 'site_pue_it',
      covered: ['site_pue_time'],
      leastDays: 365,
    },
  ],
});
