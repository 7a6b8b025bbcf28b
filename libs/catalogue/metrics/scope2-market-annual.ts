import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Scope 2 emissions by market, annual',
  brief:
    'Emissions of contracts, and of the energy beyond contracts and certificates at the residual factor; matched over the whole window.',
  unit: 'g',
  display: { unit: 'kg', scale: 1e-3 },
  better: 'lower',
  standard: 'GHG Protocol Scope 2 Guidance, market-based method',
  caveats: [
    'Ask it of a year: surplus of one month covers another of the same window.',
    'By the guidance of 2015, beside scope2_location, never instead.',
  ],
  formula: [
    '+',
    'emissions_by_contract',
    ['*', ['max', 0, ['-', 'energy_grid_market', 'energy_by_contract']], 'residual_intensity'],
  ],
});
