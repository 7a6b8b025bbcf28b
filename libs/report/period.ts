import { Temporal } from 'temporal-polyfill';
import type { PeriodKind } from '#catalogue';
import { groupBy, PipelineError } from '#runtime';
import { lastWorkingDay, type WorkingCalendar } from './calendar.ts';

/** A day or a month, the same for sites of any zone: `2026-11-27` or `2026-10`. */
export interface Period {
  readonly kind: PeriodKind;
  readonly label: string;
}

/** A period at a place, UTC ms; days have 23 to 25 hours. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** UTC ms of an ISO 8601 text in UTC. */
export const instantOf = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

const firstDayOf = ({ kind, label }: Period): Temporal.PlainDate =>
  Temporal.PlainDate.from(kind === 'month' ? `${label}-01` : label);

const lengthOf = (kind: PeriodKind): Temporal.DurationLike => (kind === 'month' ? { months: 1 } : { days: 1 });

const labelOf = (kind: PeriodKind, day: Temporal.PlainDate): string =>
  kind === 'month' ? day.toPlainYearMonth().toString() : day.toString();

const moved = (period: Period, by: Temporal.DurationLike): Period => ({
  kind: period.kind,
  label: labelOf(period.kind, firstDayOf(period).add(by)),
});

/** A period by its name; throws `CONFIG_INVALID` on what is none. */
export function periodOf(kind: PeriodKind, label: string): Period {
  try {
    const period = { kind, label };
    if (labelOf(kind, firstDayOf(period)) === label) return period;
  } catch {
    // Falls through to the one message for all that is no period.
  }
  const example = kind === 'month' ? '2026-10' : '2026-10-31';
  throw new PipelineError('CONFIG_INVALID', `${label} is not a ${kind}: write ${example}`);
}

/** The period before. */
export const before = (period: Period): Period =>
  moved(period, period.kind === 'month' ? { months: -1 } : { days: -1 });

/** The period after. */
export const after = (period: Period): Period => moved(period, lengthOf(period.kind));

/** The same period of the year before; the 29th of February has the 28th. */
export const yearBefore = (period: Period): Period => moved(period, { years: -1 });

/** When a period begins and ends in a zone. */
export function spanOf(period: Period, zone: string): Span {
  const start = (day: Temporal.PlainDate): number => day.toZonedDateTime(zone).epochMilliseconds;
  const first = firstDayOf(period);
  return { from: start(first), to: start(first.add(lengthOf(period.kind))) };
}

/** Sites by their zone: a period is the same time for all of one, so that one question does for them. */
export const byZone = <Site extends { readonly zone: string }>(sites: readonly Site[]): Map<string, Site[]> =>
  groupBy(sites, ({ zone }) => zone);

const hourMs = 3_600_000;

/** Where the hours or days of a period begin in a zone, UTC ms. */
export function startsOf(period: Period, grain: 'hour' | 'day', zone: string): number[] {
  const { from, to } = spanOf(period, zone);
  if (grain === 'hour') return Array.from({ length: Math.round((to - from) / hourMs) }, (_, n) => from + n * hourMs);
  const first = firstDayOf(period);
  const end = first.add(lengthOf(period.kind));
  const days = first.until(end).days;
  return Array.from({ length: days }, (_, n) => first.add({ days: n }).toZonedDateTime(zone).epochMilliseconds);
}

interface Ended {
  readonly zone: string;
  /** Hour of the day, `06:00`. */
  readonly at: string;
  /** UTC ms. */
  readonly now: number;
  /** Every day is a working one without it. */
  readonly calendar?: WorkingCalendar | undefined;
}

/** The last period that had ended in a zone at an hour of the day of its last working day. */
export function lastEnded(kind: PeriodKind, { zone, at, now, calendar }: Ended): Period {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const isPast = Temporal.PlainTime.compare(local.toPlainTime(), Temporal.PlainTime.from(at)) >= 0;
  const day = isPast ? local.toPlainDate() : local.toPlainDate().subtract({ days: 1 });
  return before({ kind, label: labelOf(kind, calendar ? lastWorkingDay(day, calendar) : day) });
}
