import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy by contract',
  brief: 'Energy of contracts through the grid and of cancelled certificates.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['Certificates are spread evenly over the time that they are for.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_contract',
      covered: ['site_market_time'],
      needs: 'a carbon feed, or a factor of the grid in the register',
    },
  ],
});
