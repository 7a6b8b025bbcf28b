import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Residual intensity',
  brief: 'Energy-weighted mean of the factor of what nobody has a claim on.',
  unit: 'g/J',
  display: { unit: 'g/kWh', scale: 3.6e6 },
  better: 'lower',
  caveats: [
    'Where the register has no residual factor (`carbon_factors`) the one by location stands in, as the guidance allows.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_residual',
      denominator: 'site_market',
      covered: ['site_market_time'],
      needs: 'a carbon feed, or a factor of the grid in the register',
    },
  ],
});
