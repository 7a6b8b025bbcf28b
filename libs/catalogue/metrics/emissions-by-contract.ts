import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Emissions by contract',
  brief: 'Energy of contracts through the grid times the factors of the contracts.',
  unit: 'g',
  display: { unit: 'kg', scale: 1e-3 },
  better: 'lower',
  caveats: ['Certificates of renewable energy emit nothing.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_contract_carbon',
      covered: ['site_market_time'],
      needs: 'a carbon feed, or a factor of the grid in the register',
    },
  ],
});
