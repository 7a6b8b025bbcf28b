import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { safeInteger, type Store } from '#store';
import { statement } from './statement.ts';

/** A bucket of site time as UTC instants, s since the epoch; the end is exclusive. */
export interface CalendarRow {
  readonly zone: string;
  readonly grain: 'hour' | 'day' | 'month';
  readonly bucket_start: number;
  readonly bucket_end: number;
}

const dayMs = 86_400_000;
const behindMs = 60 * dayMs;
const aheadMs = 366 * dayMs;
const minuteS = 60;

const startOf = (date: Temporal.PlainDate, zone: string): number =>
  Math.floor(date.toZonedDateTime({ timeZone: zone }).epochMilliseconds / 1000);

/** Hours begin when the minutes of local time are 0, so that a shift of half an hour makes one short hour and no crooked ones. */
function hoursOf(start: number, end: number, zone: string): CalendarRow[] {
  const rows: CalendarRow[] = [];
  for (let at = start; at < end;) {
    const local = Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(zone);
    const next = Math.min(at + (60 - local.minute) * minuteS, end);
    rows.push({ zone, grain: 'hour', bucket_start: at, bucket_end: next });
    at = next;
  }
  return rows;
}

/** Hours, days and months of a zone that cover [from, to), UTC ms, in whole months; days have 23, 24 or 25 hours. */
export function calendarRows(zone: string, from: number, to: number): CalendarRow[] {
  const rows: CalendarRow[] = [];
  let month = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate().with({ day: 1 });
  for (;;) {
    const monthStart = startOf(month, zone);
    if (monthStart * 1000 >= to) return rows;
    const next = month.add({ months: 1 });
    rows.push({ zone, grain: 'month', bucket_start: monthStart, bucket_end: startOf(next, zone) });
    for (let day = month; Temporal.PlainDate.compare(day, next) < 0; day = day.add({ days: 1 })) {
      const start = startOf(day, zone);
      const end = startOf(day.add({ days: 1 }), zone);
      rows.push({ zone, grain: 'day', bucket_start: start, bucket_end: end }, ...hoursOf(start, end, zone));
    }
    month = next;
  }
}

const spanRow = z.object({ months: safeInteger, from_ms: safeInteger, to_ms: safeInteger });

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is missing of a span, with 60 days before and a year ahead, without gaps to what is stored. */
function missingRows(zone: string, { from, to }: Span, stored: Span | undefined): CalendarRow[] {
  if (!stored) return calendarRows(zone, from - behindMs, to + aheadMs);
  return [
    ...(from < stored.from ? calendarRows(zone, from - behindMs, stored.from) : []),
    ...(to > stored.to ? calendarRows(zone, stored.to, to + aheadMs) : []),
  ];
}

/** The store's calendars of zones. */
export class Calendar {
  /** Spans known to be stored, by zone. */
  readonly #known = new Map<string, Span>();
  #turn: Promise<void> = Promise.resolve();

  /** Makes sure that the calendar of a zone covers [from, to), UTC ms, and some time around it. */
  ensure(store: Store, wanted: Span & { readonly zone: string }): Promise<void> {
    const mine = this.#turn.then(() => this.#ensure(store, wanted));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #ensure(store: Store, { zone, from, to }: Span & { readonly zone: string }): Promise<void> {
    const span = this.#known.get(zone);
    if (span && span.from <= from && span.to >= to) return;
    const [row] = await store.query(statement('calendar-span'), { params: { zone }, schema: spanRow });
    const stored = row && row.months > 0 ? { from: row.from_ms, to: row.to_ms } : undefined;
    const rows = missingRows(zone, { from, to }, stored);
    if (rows.length > 0) {
      const body = Buffer.from(rows.map((each) => JSON.stringify(each)).join('\n'));
      await store.insertBlock({ statement: 'INSERT INTO calendar FORMAT JSONEachRow', body });
    }
    this.#known.set(zone, { from: Math.min(from, stored?.from ?? from), to: Math.max(to, stored?.to ?? to) });
  }
}
