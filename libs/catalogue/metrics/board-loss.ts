import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Loss of hash boards',
  brief: 'Time of registered hash boards that do not work, divided by the time of all.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'Only of miners whose `boards` are registered; the others count as not covered.',
    'As many as work at the end of a reading are taken to have worked throughout.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_boards_missing',
      denominator: 'asic_boards_due',
      covered: ['asic_boards_time'],
    },
  ],
});
