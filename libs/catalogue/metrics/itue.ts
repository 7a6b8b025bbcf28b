import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'ITUE',
  brief: 'IT energy divided by what of it computes.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: [
    'What boards count leaves out the processors and memory of their hosts, so that it is an upper bound.',
    'Of miners it needs the share of their input that reaches the chips (`compute_shares`), which none of them counts.',
    'Of a site it is known where it is of every hall.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_itue_it',
      denominator: 'site_itue_compute',
      covered: ['site_itue_time'],
      needs: 'the energy of every board, and of miners the share of their chips (`compute_shares`) as well',
    },
  ],
});
