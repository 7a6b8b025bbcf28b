import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Token reward per GPU hour',
  brief:
    'Tokens received for the work of GPUs, at their price on receipt, divided by the time that boards are installed.',
  unit: '{USD}/s',
  display: { unit: 'USD/GPU-h', scale: 3600 },
  better: 'higher',
  caveats: [
    'Known for the time that the register lists rewards for. A token may be worth less by the time that it is sold.',
    'To be held against `gpu_hour_price`, what the market asks.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_token_reward',
      denominator: 'site_rewarded_gpu_time',
      covered: ['site_rewarded_time'],
    },
  ],
});
