import { Temporal } from 'temporal-polyfill';
import type { Facts } from '#register';
import { weekdayOf } from '#runtime';

type Entry = Facts['off_peak'][number];

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Whether the hours of an entry begin on a date. */
function beginsOn({ days, dates }: Entry, date: Temporal.PlainDate): boolean {
  if (dates?.includes(date.toString())) return true;
  return days ? days.includes(weekdayOf(date)) : !dates;
}

function covers(entry: Entry, at: Temporal.ZonedDateTime): boolean {
  const [start, end, minutes] = [minutesOf(entry.start), minutesOf(entry.end), at.hour * 60 + at.minute];
  const date = at.toPlainDate();
  if (start < end) return minutes >= start && minutes < end && beginsOn(entry, date);
  return (minutes >= start && beginsOn(entry, date)) || (minutes < end && beginsOn(entry, date.subtract({ days: 1 })));
}

/** Whether an instant is off-peak, by the calendar of the register; undefined while none is in force. */
export function isOffPeak(entries: readonly Entry[], zone: string, ms: number): boolean | undefined {
  const inForce = entries.filter(({ from, to }) => ms >= from && ms < to);
  if (inForce.length === 0) return undefined;
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return inForce.some((entry) => covers(entry, at));
}
