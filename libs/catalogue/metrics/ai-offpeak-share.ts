import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Shift of AI to off-peak hours',
  brief: 'Off-peak share of AI energy divided by the off-peak share of hours.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: [
    'A value of 1 is no shift; above 1 AI works more in off-peak hours than at other times.',
    'The calendar is that of the register (`off_peak`), in the zone of the site.',
  ],
  formula: ['/', 'ai_offpeak_energy_share', 'offpeak_time_share'],
});
