import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Hardware FLOP utilisation',
  brief:
    'Tokens times the arithmetic that was done for a token, divided by the peak of the boards over the time that they were held.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Of runs that have ended and tell it.',
    'The peak is the dense one of the number format that the run tells, by the model of the boards; a run on a model whose peak is not known is left out.',
    'Recomputation is counted: never mix with MFU.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_hardware_flop',
      denominator: 'job_hardware_peak_flop',
      covered: ['job_time'],
    },
  ],
});
