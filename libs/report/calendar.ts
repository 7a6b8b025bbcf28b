import type { Temporal } from 'temporal-polyfill';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** The days of site time on which issues go out. */
export interface WorkingCalendar {
  /** At least one. */
  readonly workingDays: readonly Weekday[];
  /** Dates, `2026-12-25`, on which nobody works whatever day of the week they are. */
  readonly holidays: readonly string[];
}

const isWorking = (day: Temporal.PlainDate, { workingDays, holidays }: WorkingCalendar): boolean =>
  workingDays.some((name) => weekdays.indexOf(name) === day.dayOfWeek - 1) && !holidays.includes(day.toString());

/** A day if it is a working one, or else the last before it. */
export function lastWorkingDay(day: Temporal.PlainDate, calendar: WorkingCalendar): Temporal.PlainDate {
  let last = day;
  while (!isWorking(last, calendar)) last = last.subtract({ days: 1 });
  return last;
}
