import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy part of the price',
  brief: 'Energy-weighted mean of the energy part of the power price.',
  unit: '{currency}/J',
  display: { unit: '{currency}/MWh', scale: 3.6e9 },
  better: 'lower',
  caveats: ['Only instants in which the price and all its parts are known.'],
  sources: [
    { dimensions: ['site', 'hall'], numerator: 'site_lmp_energy', denominator: 'site_lmp', covered: ['site_lmp_time'] },
  ],
});
