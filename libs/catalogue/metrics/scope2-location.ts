import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Scope 2 emissions by location',
  brief: 'Energy drawn from the grid times the intensity of the grid in the same 5 minutes.',
  unit: 'g',
  display: { unit: 'kg', scale: 1e-3 },
  better: 'lower',
  standard: 'GHG Protocol Scope 2 Guidance, location-based method',
  caveats: [
    'What is bought with certificates or contracts changes nothing here: that is the market-based method.',
    'What the site generates itself is no part of it, and what it delivers is not set off.',
    'Whether the factors are direct or of the life cycle, of production or of consumption, is up to their source.',
    'Energy over a gap in the readings of the utility meter is left out, since nobody knows which hours it fell into: a lower coverage is a lower sum.',
    'A hall has the part of it that its facility energy has in that of the site.',
    'The share at an intensity that is not measured is the `fallback` of `carbon_intensity_consumed`.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_carbon', covered: ['site_carbon_time'] }],
});
