import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Capital of mining per MWh',
  brief: 'Capital of mining that comes back in the time, divided by its facility energy.',
  unit: '{currency}/J',
  display: { unit: '{currency}/MWh', scale: 3.6e9 },
  better: 'lower',
  caveats: [
    'By annuity over the life and at the rate of each asset, per year of 365.25 days; nothing of an asset that has outlived it.',
    'Over the energy of the window, not of a year: a window in which little ran is dear.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_capital_mining',
      denominator: 'site_capital_mining_energy',
      covered: ['site_capital_mining_time'],
    },
  ],
});
