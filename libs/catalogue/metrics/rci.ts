import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Supply within the recommended band',
  brief: 'Sensor time of supply temperatures within the recommended band divided by all sensor time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Bands are those of the register (`thermal_bands`).',
    'It counts time; degrees beyond the band weigh nothing.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_recommended',
      denominator: 'site_sensor',
      covered: ['site_thermal_time'],
      needs: '`thermal_bands` in the register, and supply temperatures',
    },
  ],
});
