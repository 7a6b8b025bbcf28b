import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Model FLOP utilisation',
  brief:
    'Tokens times the arithmetic of the model for a token, divided by the peak of the boards over the time that they were held.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'PaLM (2022)',
  caveats: [
    'Of runs that have ended and tell it.',
    'The peak is the dense one of the number format that the run tells, by the model of the boards; a run on a model whose peak is not known is left out.',
    'Recomputation is not counted.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_flop',
      denominator: 'job_peak_flop',
      covered: ['job_time'],
    },
  ],
});
