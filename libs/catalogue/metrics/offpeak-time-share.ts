import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Off-peak share of hours',
  brief: 'Off-peak time divided by all time in which AI energy is known.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: ['The calendar is that of the register (`off_peak`), in the zone of the site.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_offpeak_time',
      denominator: 'site_calendar_time',
      covered: ['site_calendar_time'],
    },
  ],
});
