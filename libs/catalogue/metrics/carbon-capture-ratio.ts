import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Carbon capture ratio',
  brief: 'Energy-weighted mean of the carbon intensity of the grid divided by its time-weighted mean.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'Below 1 the site draws more in clean hours than in dirty ones.',
    'With the yearly factor alone it is 1, and says nothing.',
    'It says nothing of capture and storage of carbon dioxide.',
  ],
  formula: ['/', 'carbon_intensity_consumed', 'carbon_intensity_grid'],
});
