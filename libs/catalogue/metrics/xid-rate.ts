import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Rate of XID errors',
  brief: 'XID errors of the boards, divided by the time in which they are known.',
  unit: '{error}/s',
  display: { unit: '{error}/1000 GPU-h', scale: 3.6e6 },
  better: 'lower',
  caveats: [
    'The exporter shows the last code only: an error that repeats the last one is not seen.',
    'Where the exporter does not show it, nothing is known, which is not 0.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'gpu_xid',
      denominator: 'gpu_xid_time',
      covered: ['gpu_xid_time'],
    },
  ],
});
