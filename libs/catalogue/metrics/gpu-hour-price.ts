import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'GPU hour price',
  brief: 'What one GPU is offered at for an hour: the median of the offers that the feed of the site looks at.',
  unit: '{USD}/s',
  display: { unit: 'USD/GPU-h', scale: 3600 },
  better: 'neither',
  caveats: [
    'Offers are asked for, not paid. Venues disagree by construction and are never blended.',
    'Time-weighted mean over the window; a price stands for at most 24 hours. A configured rate is none.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_gpu_price',
      denominator: 'site_gpu_price_time',
      covered: ['site_gpu_price_time'],
    },
  ],
});
