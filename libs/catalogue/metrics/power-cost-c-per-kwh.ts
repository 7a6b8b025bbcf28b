import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'All-in cost of power',
  brief:
    'Energy at the market price, delivery, demand charges and taxes, less credits, divided by the energy drawn from the grid.',
  unit: '{currency}/J',
  display: { unit: 'c/kWh', scale: 3.6e8 },
  better: 'lower',
  caveats: [
    'Estimated from the market price and the tariffs in force; an invoice for power replaces what is estimated of its time.',
    'A month with a demand charge or an invoice in it has a cost as a whole only: a part of it has no value, never a share.',
    'Months are those of the site; a tariff that changes within one counts for its demand charge by its share of the time.',
    'What the site generates itself is no part of it. It may be negative.',
    'In hundredths of the currency of the site.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_power_net',
      denominator: 'site_power_energy',
      covered: ['site_power_time'],
      isOfMonths: true,
    },
  ],
});
