import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Supply within the allowable band',
  brief: 'Sensor time of supply temperatures within the allowable band divided by all sensor time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Bands are those of the register (`thermal_bands`).'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_allowable',
      denominator: 'site_sensor',
      covered: ['site_thermal_time'],
      needs: '`thermal_bands` in the register, and supply temperatures',
    },
  ],
});
