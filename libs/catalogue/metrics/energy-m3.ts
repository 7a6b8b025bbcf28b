import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy at the hall feeders',
  brief: 'Energy through the feeders (PDU outputs) of the halls.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['Never add energies of different metering points to one another.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_it', covered: ['site_it_time'] }],
});
