import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Tokens per joule of the boards',
  brief: 'Tokens put out, divided by the energy of the boards that served.',
  unit: '{token}/J',
  display: { unit: '{token}/J', scale: 1 },
  better: 'higher',
  caveats: [
    'Of halls in which every run that answers requests (told as `infer`) tells its tokens, once it has ended, or every inference server does.',
    'The boards that served have their part of the energy by their time and their own energy.',
    'Only comparable for one model, precision and service level.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'job_tokens_gpu',
      denominator: 'job_tokens_gpu_energy',
      covered: ['job_tokens_gpu_time'],
    },
  ],
});
