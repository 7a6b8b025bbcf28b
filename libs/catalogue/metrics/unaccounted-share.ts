import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Share of energy unaccounted for',
  brief: 'Energy unaccounted for divided by what came in.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'Below 0 the parts count more than came in, which no load does: a meter is wrong.',
    'What is in it is told of energy_unaccounted.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_gap',
      denominator: 'site_gap_whole',
      covered: ['site_gap_time'],
      needs: 'meters at M0 and of all parts, of a hall the energy of all its miners and boards',
    },
  ],
});
