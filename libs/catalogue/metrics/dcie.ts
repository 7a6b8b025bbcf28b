import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Data centre infrastructure efficiency',
  brief: 'IT energy at the hall feeders divided by facility energy of the same time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ISO/IEC 30134-2, as the inverse of PUE',
  caveats: ['Interim: the standard asks for twelve months.', 'Category 2: IT energy is taken at the hall feeders.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_pue_it',
      denominator: 'site_pue_facility',
      covered: ['site_pue_time'],
    },
  ],
});
