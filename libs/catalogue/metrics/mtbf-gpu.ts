import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Time between failures of GPU boards',
  brief: 'Time of the boards in which XID errors are known, divided by the errors of failing hardware.',
  unit: 's/{error}',
  display: { unit: 'h', scale: 1 / 3600 },
  better: 'higher',
  caveats: [
    'Failing hardware are the codes of memory, link, bus and GSP; those of the application are not.',
    'No value without a failure. One that repeats the last code is not seen.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'gpu_xid_time',
      denominator: 'gpu_xid_failures',
      covered: ['gpu_xid_time'],
    },
  ],
});
