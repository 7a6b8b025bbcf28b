import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'ITEEsv',
  brief: 'Greatest performance of the servers divided by their greatest power, as registered.',
  unit: '{performance}.s/J',
  display: { unit: '{performance}/kW', scale: 1e3 },
  better: 'higher',
  standard: 'ISO/IEC 30134-4',
  caveats: ['A static figure of servers in one benchmark; accelerators are not meant.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_server_performance',
      denominator: 'site_server_power',
      covered: ['site_server_time'],
      needs: '`servers` in the register',
    },
  ],
});
