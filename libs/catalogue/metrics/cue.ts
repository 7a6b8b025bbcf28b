import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'CUE',
  brief: 'Scope 2 emissions by location divided by IT energy at M3.',
  unit: 'g/J',
  display: { unit: 'kg/kWh', scale: 3600 },
  better: 'lower',
  standard: 'ISO/IEC 30134-8',
  caveats: [
    'By the factor of the location; what the site burns itself is no part of it.',
    'It falls with a cleaner grid as with a better PUE: publish it beside both.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_cue_carbon',
      denominator: 'site_cue_it',
      covered: ['site_cue_time'],
    },
  ],
});
