import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Carbon-free energy score',
  brief:
    'Carbon-free energy used in the quarter of an hour in which it came, of contracts first and then of the grid, divided by facility energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Surplus does not carry.',
    'A grid whose carbon-free share is not registered (`grid_mix`) counts as having none.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_cfe',
      denominator: 'site_cfe_facility',
      covered: ['site_cfe_time'],
      needs: '`supply_contracts` or `grid_mix` in the register',
    },
  ],
});
