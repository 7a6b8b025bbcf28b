import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Occupancy of the available boards',
  brief: 'Time that jobs hold boards, divided by the time that these are available.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Known where the register says that every job is told; a board that no job is told of is idle there.',
    'Available leaves out boards that an event of maintenance or fault takes out of service.',
    'A board that several runs share counts once.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_held_available',
      denominator: 'job_available',
      covered: ['job_time'],
    },
  ],
});
