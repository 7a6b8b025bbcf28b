import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy for cooling',
  brief: 'Electricity used by cooling.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'lower',
  caveats: ['A loop without a meter of its own counts what its units say of themselves.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_cooling', covered: ['site_cooling_time'] }],
});
