import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy of the GPU boards',
  brief: 'Energy that the GPU boards count themselves.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['Leaves out host, network and fans: energy of the servers needs M4 or M3.'],
  sources: [{ dimensions: ['site', 'hall', 'model', 'device'], numerator: 'gpu_energy', covered: ['gpu_energy_time'] }],
});
