import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Occupancy of the installed boards',
  brief: 'Time that jobs hold boards, divided by the time that boards are installed.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: ['Known where the register says that every job is told; a board that no job is told of is idle there.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_held',
      denominator: 'job_installed',
      covered: ['job_time'],
    },
  ],
});
