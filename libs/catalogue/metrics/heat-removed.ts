import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Heat removed',
  brief: 'Heat taken out of the cooling loops.',
  unit: 'J',
  display: { unit: 'kWh_th', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['Flow times temperature difference times heat capacity where the unit has no figure of its own.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_heat', covered: ['site_heat_time'] }],
});
