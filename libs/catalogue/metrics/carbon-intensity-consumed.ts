import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Carbon intensity of the energy drawn',
  brief: 'Energy-weighted mean of the carbon intensity of the grid.',
  unit: 'g/J',
  display: { unit: 'g/kWh', scale: 3.6e6 },
  better: 'lower',
  caveats: [
    'Of the energy the part `fallback` is at an intensity that is estimated and may be measured later, or at what stands in for one.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_carbon',
      denominator: 'site_carbon_energy',
      covered: ['site_carbon_time'],
      fallback: 'site_carbon_estimated',
    },
  ],
});
