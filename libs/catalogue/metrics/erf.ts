import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy reuse factor',
  brief: 'Heat used outside the site divided by facility energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  standard: 'ISO/IEC 30134-6',
  caveats: ['Heat of the loops that the register marks as reused (`heat_reuse`).'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_reuse',
      denominator: 'site_reuse_facility',
      covered: ['site_reuse_time'],
      needs: '`heat_reuse` in the register, and the heat of its loops',
    },
  ],
});
