import { Temporal } from 'temporal-polyfill';
import { dayMs } from '#contracts';

/** Days of a market are counted from 1970-01-01 in its own zone. */
const dateOf = (day: number): Temporal.PlainDate => Temporal.PlainDate.from('1970-01-01').add({ days: day });

/** The day of a zone in which an instant lies, UTC ms. */
export const marketDay = (at: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toZonedDateTime('UTC')
    .epochMilliseconds / dayMs;

/** Such as `2026-11-28`. */
export const dayText = (day: number): string => dateOf(day).toString();

/** The day that a text names; null where it names none. */
export function dayIn(text: string): number | null {
  try {
    return Temporal.PlainDate.from(text).toZonedDateTime('UTC').epochMilliseconds / dayMs;
  } catch {
    return null;
  }
}

/** Its first instant and the one behind it, UTC ms: 23, 24 or 25 hours. */
export const daySpan = (day: number, zone: string): { readonly from: number; readonly to: number } => ({
  from: dateOf(day).toZonedDateTime(zone).epochMilliseconds,
  to: dateOf(day + 1).toZonedDateTime(zone).epochMilliseconds,
});

const placeholder = /\{(date|next|from|to)(?::([^}]*))?\}/g;
const usualFormat = {
  date: 'yyyy-MM-dd',
  next: 'yyyy-MM-dd',
  from: 'yyyy-MM-ddTHH:mm:ssZ',
  to: 'yyyy-MM-ddTHH:mm:ssZ',
};

const padded = (value: number, length: number): string => String(value).padStart(length, '0');

function formatted(at: Temporal.PlainDateTime, format: string): string {
  const parts: Readonly<Record<string, string>> = {
    yyyy: padded(at.year, 4),
    MM: padded(at.month, 2),
    dd: padded(at.day, 2),
    HH: padded(at.hour, 2),
    mm: padded(at.minute, 2),
    ss: padded(at.second, 2),
    M: String(at.month),
    d: String(at.day),
  };
  return format.replaceAll(/yyyy|MM|dd|HH|mm|ss|M|d/g, (part) => parts[part] ?? part);
}

/** Whether an address is one of a day: it has a placeholder. */
export const isByDay = (template: string): boolean => template.search(placeholder) >= 0;

/**
 * The address of a day: `{date}` is the day in the zone of the market, `{next}` the day after it, `{from}` and `{to}` its first instant and the
 * one behind it in UTC; behind a colon the form, as in `{date:yyyyMMdd}` or `{from:yyyyMMddHHmm}`.
 */
export function addressOfDay(template: string, day: number, zone: string): string {
  const span = daySpan(day, zone);
  const utc = (at: number): Temporal.PlainDateTime =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDateTime();
  const times = {
    date: dateOf(day).toPlainDateTime(),
    next: dateOf(day + 1).toPlainDateTime(),
    from: utc(span.from),
    to: utc(span.to),
  };
  return template.replaceAll(placeholder, (_, name: keyof typeof times, format: string | undefined) =>
    encodeURIComponent(formatted(times[name], format ?? usualFormat[name]))
      .replaceAll('%2F', '/')
      .replaceAll('%3A', ':'),
  );
}

export interface DayRules {
  /** Days to come that are asked for too: 1 where prices are made the day before. */
  readonly aheadDays: number;
  /** How many past days are made up for when they were missed. */
  readonly catchUpDays: number;
  /** How many past days are asked for again and again, as prices are revised … */
  readonly rereadDays: number;
  /** … and how often, as are days that told nothing, ms. */
  readonly rereadMs: number;
}

/** Past days that are asked for in one round: today must not wait for many. */
const mostPastDays = 5;

/** Which days a feed is to be asked for: today always, days that were missed, and those that may have been revised. */
export class AskedDays {
  readonly #rules: DayRules;
  /** Past days that were asked for after they had ended, and when. */
  readonly #askedAt = new Map<number, number>();
  /** Days of which something was told, at whatever time. */
  readonly #told = new Set<number>();
  #through: number | null;

  /** `through` is the day up to which all are told, as it was kept; null when nothing is known. */
  constructor(rules: DayRules, through: number | null) {
    this.#rules = rules;
    this.#through = through;
  }

  /** The day up to which every day has ended and was told of, or is too long ago. */
  get through(): number | null {
    return this.#through;
  }

  /** The days to ask for now, the newest first. */
  due(today: number, now: number): number[] {
    const { aheadDays, catchUpDays, rereadDays, rereadMs } = this.#rules;
    const given = today - catchUpDays - 1;
    this.#through = Math.max(this.#through ?? given, given);
    const first = Math.min(this.#through + 1, today - rereadDays);
    for (const known of [this.#askedAt, this.#told]) {
      for (const day of known.keys()) if (day < first) known.delete(day);
    }
    const current = Array.from({ length: aheadDays + 1 }, (_, ahead) => today + aheadDays - ahead);
    const past = Array.from({ length: Math.max(today - first, 0) }, (_, back) => today - 1 - back);
    const due = past.filter((day) => now - (this.#askedAt.get(day) ?? -Infinity) >= rereadMs);
    return [...current, ...due.slice(0, mostPastDays)];
  }

  /** Notes that a day was asked for, and whether anything was told of it. */
  answered(day: number, { today, now, isTold }: { today: number; now: number; isTold: boolean }): void {
    if (isTold) this.#told.add(day);
    if (day < today) this.#askedAt.set(day, now);
    const isDone = (each: number): boolean => this.#askedAt.has(each) && this.#told.has(each);
    while (this.#through !== null && isDone(this.#through + 1)) this.#through += 1;
  }
}
