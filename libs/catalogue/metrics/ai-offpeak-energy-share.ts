import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Off-peak share of AI energy',
  brief: 'Facility energy of AI in off-peak hours divided by that of all hours.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: ['The calendar is that of the register (`off_peak`), in the zone of the site.'],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_offpeak_ai',
      denominator: 'site_calendar_ai',
      covered: ['site_calendar_time'],
    },
  ],
});
