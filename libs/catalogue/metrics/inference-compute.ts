import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Inference compute',
  brief: 'Tokens times the arithmetic of the model for a token, of runs that answer requests.',
  unit: '{FLOP}',
  display: { unit: '{FLOP}', scale: 1 },
  better: 'neither',
  caveats: [
    'Of runs that have ended and tell both; a run that does not is no part of it.',
    'Recomputation is not counted.',
  ],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'job_infer_flop', covered: ['job_time'] }],
});
