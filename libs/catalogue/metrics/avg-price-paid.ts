import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Average price paid',
  brief: 'Energy-weighted mean of the power price.',
  unit: '{currency}/J',
  display: { unit: '{currency}/MWh', scale: 3.6e9 },
  better: 'lower',
  caveats: ['The energy price of the feed; delivery, demand and taxes only as far as the feed has them.'],
  sources: [
    { dimensions: ['site', 'hall'], numerator: 'site_cost', denominator: 'site_priced', covered: ['site_priced_time'] },
  ],
});
