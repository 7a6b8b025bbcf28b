import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'WUE',
  brief: 'Water used on site divided by IT energy.',
  unit: 'L/J',
  display: { unit: 'L/kWh', scale: 3.6e6 },
  better: 'lower',
  standard: 'ISO/IEC 30134-9',
  caveats: [
    'A cooling unit that reports and counts no water uses none; of one that is silent nobody knows.',
    'Dry cooling saves water and costs energy: publish it beside PUE.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_water',
      denominator: 'site_water_it',
      covered: ['site_water_time'],
      needs: 'a cooling unit that counts water',
    },
  ],
});
