import type { Temporal } from 'temporal-polyfill';
import { type Weekday, weekdayOf } from '#runtime';

/** The days of site time on which issues go out. */
export interface WorkingCalendar {
  /** At least one. */
  readonly workingDays: readonly Weekday[];
  /** Dates, `2026-12-25`, on which nobody works whatever day of the week they are. */
  readonly holidays: readonly string[];
}

const isWorking = (day: Temporal.PlainDate, { workingDays, holidays }: WorkingCalendar): boolean =>
  workingDays.includes(weekdayOf(day)) && !holidays.includes(day.toString());

/** A day if it is a working one, or else the last before it. */
export function lastWorkingDay(day: Temporal.PlainDate, calendar: WorkingCalendar): Temporal.PlainDate {
  let last = day;
  while (!isWorking(last, calendar)) last = last.subtract({ days: 1 });
  return last;
}
