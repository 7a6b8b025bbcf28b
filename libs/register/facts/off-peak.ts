import { z } from 'zod';
import { weekdays } from '#runtime';

const quarterHour = (pattern: RegExp): z.ZodString =>
  z.string().regex(pattern, 'HH:MM, at a quarter of an hour, from 00:00 to 24:00');
const start = quarterHour(/^([01]\d|2[0-3]):(00|15|30|45)$/);
const end = quarterHour(/^(([01]\d|2[0-3]):(00|15|30|45)|24:00)$/);

/** Off-peak hours of the market, in the zone of the site; what several entries say adds up. Every other hour is peak. */
export const offPeak = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .optional()
    .describe(
      'days of the week on which the hours begin, such as [sat, sun]; every day when neither they nor dates are given',
    ),
  dates: z.array(z.iso.date()).min(1).optional().describe('holidays: dates on which the hours begin'),
  start: start.default('00:00').describe('HH:MM, at a quarter of an hour'),
  end: end.default('24:00').describe('HH:MM, exclusive; before the start it is of the day after'),
});
