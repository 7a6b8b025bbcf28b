import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Absorbed of curtailed renewables',
  brief:
    'Energy used while the power price was below 0, each day no more than was curtailed of wind and sun in the zone.',
  unit: 'MW.h',
  display: { unit: 'MWh', scale: 1 },
  better: 'neither',
  caveats: [
    'An upper bound: others in the zone use energy at negative prices too.',
    'Of the days that an imported table of curtailment has (`coload import iso-curtailment`), all its zones together: import those of the site.',
  ],
  method: 'curtailed_renewable_absorbed',
  formula: 'Σ min(E(price < 0), curtailed in the zone), by day',
  inputs: ['negative_price_mwh'],
  leastDays: 1,
});
