import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Capacity factor of generation',
  brief: 'Energy generated at Mg divided by rated power of the generators times time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['The register lists what is rated (`generators`); every meter at Mg counts.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_generated',
      denominator: 'site_capacity',
      covered: ['site_generated_time'],
    },
  ],
});
