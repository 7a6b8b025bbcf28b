import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy at the utility meter',
  brief: 'Energy drawn through the settlement meter of the site.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['Never add energies of different metering points to one another.'],
  sources: [{ dimensions: ['site'], numerator: 'site_m0', covered: ['site_m0_time'] }],
});
