import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Energy unaccounted for',
  brief:
    'Facility energy less what feeders and cooling count; of a hall what its feeder counts less what its miners and boards do.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'lower',
  caveats: [
    'Losses of transformers and lines, house loads and whatever has no meter are in it, and every error of the meters.',
    'A hall with meters at M4 is held against them; else its boards count what they use, not what their hosts use beside them.',
    'All but 1 % of the time must be covered on both sides: what is missing would look as if it were lost.',
    'Which meter or device to doubt: /v1/balance.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_gap',
      covered: ['site_gap_time'],
      needs: 'meters at M0 and of all parts, of a hall the energy of all its miners and boards',
    },
  ],
});
