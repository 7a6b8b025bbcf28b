import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy at the miners',
  brief: 'Energy used at the inputs of the miners.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['The source of the figure (metered, power supply, estimated) is in the readings.'],
  sources: [
    { dimensions: ['site', 'hall', 'model', 'device'], numerator: 'asic_energy', covered: ['asic_energy_time'] },
  ],
});
