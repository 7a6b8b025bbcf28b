import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'ITEUsv',
  brief: 'Mean utilisation of the processors of servers, as registered.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ISO/IEC 30134-5',
  caveats: [
    'No device tells it here: without `cpu_utilization` in the register there is none.',
    'Servers that mostly feed accelerators are out of scope.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_cpu',
      denominator: 'site_cpu_servers',
      covered: ['site_cpu_time'],
      needs: '`servers` with `cpu_utilization` in the register',
    },
  ],
});
