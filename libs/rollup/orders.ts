import { dayMs } from '#contracts';
import type { Range } from './dirty.ts';
import type { SiteEvent } from './events.ts';

export const hourMs = 3_600_000;
export const minuteMs = 60_000;
/** An order that follows others without a pause has the baseline of the first, if that is at most this old. */
const leadMs = 31 * dayMs;
/** How far before a range an event may have ended that bears on its buckets. */
export const beforeMs = leadMs + dayMs;
/** Of a longer order only the first day is judged. */
const judgedMs = dayMs;

/** An order to curtail, as its latest revision has it. */
export interface Order {
  readonly reason: string;
  /** `site`, `hall:<id>` or `device:<id>`. */
  readonly scope: string;
  /** UTC ms. */
  readonly start: number;
  /** Infinite while it lasts. */
  readonly end: number;
  /** Ordered power of the scope, W. */
  readonly setpointW: number | null;
}

/** The orders among the events of a site. */
export const ordersOf = (events: readonly SiteEvent[]): Order[] =>
  events
    .filter(({ kind, start_ms, end_ms, is_open }) => kind === 'curtailment' && (is_open || start_ms < end_ms))
    .map(({ reason, scope, start_ms: start, end_ms, is_open, setpoint_w: setpointW }) => ({
      reason,
      scope,
      start,
      end: is_open ? Infinity : end_ms,
      setpointW,
    }));

/** Those that bear on a hall as a whole: what a single device does, its feeder does not tell. */
export const ordersOn = (orders: readonly Order[], hall: string): Order[] =>
  orders.filter(({ scope }) => scope === 'site' || scope === `hall:${hall}`);

/** Until when an order is judged, and so the end of the bucket that has its answer. */
export const horizonOf = ({ start, end }: { readonly start: number; readonly end: number }): number =>
  Math.min(end, start + judgedMs);

/**
 * When the row of orders began that one follows: the hour before one of them must not be another's. Undefined where that is
 * too long before `from` to be looked up.
 */
export function leadOf({ start }: Order, orders: readonly Order[], from: number): number | undefined {
  let lead = start;
  for (;;) {
    const before = orders.find((order) => order.start < lead && order.end > lead - hourMs);
    if (!before) return lead >= from - leadMs ? lead : undefined;
    lead = before.start;
  }
}

/** The hour before an order, by the minute. */
export const hourBefore = (start: number): Range => {
  const to = Math.floor(start / minuteMs) * minuteMs;
  return { from: to - hourMs, to };
};

/** The minutes in which an order is judged, with the hour before it. */
const judgedOver = (span: Range): Range => ({
  from: hourBefore(span.from).from,
  to: Math.ceil(horizonOf({ start: span.from, end: span.to }) / minuteMs) * minuteMs,
});

/**
 * Of each event that any revision makes an order, every span that any gave it; infinite ends are those of spans that were open. What is no order at all bears on
 * nothing, and policies follow one another without an end.
 */
const orderSpans = (events: readonly SiteEvent[]): Range[][] =>
  events
    .filter(({ was_order }) => was_order)
    .map(({ revisions }) => revisions.map(([from, to]) => ({ from, to: to === 0 ? Infinity : to })));

const touches = (a: Range, b: Range): boolean => a.from < b.to && a.to > b.from;

/**
 * What is read by the minute for a bucket because of orders: itself, the hours before them, and those that are judged in it. It follows from all revisions of the events and not only from
 * those in force, so that with each row that is learned it only grows.
 */
export function minutesFor(bucket: Range, events: readonly SiteEvent[]): Range[] {
  const all = orderSpans(events).map((spans) => spans.filter(({ from }) => from >= bucket.from - leadMs));
  const touching = all.filter((spans) => spans.some((span) => touches(span, bucket)));
  const followed = new Set(touching.flat());
  for (const { from } of followed)
    for (const spans of all)
      if (spans.some((span) => touches(span, { from: from - hourMs, to: from })))
        spans.forEach((span) => followed.add(span));
  const hours = [...followed].filter(({ from }) => from < bucket.to).map(({ from }) => hourBefore(from));
  const judged = touching.flat().filter((span) => touches(bucket, lastMs(span)));
  return [...(followed.size > 0 ? [bucket] : []), ...hours, ...judged.map(judgedOver)];
}

/** The last ms in which an order is judged. */
function lastMs({ from: start, to: end }: Range): Range {
  const horizon = horizonOf({ start, end });
  return { from: horizon - 1, to: horizon };
}

/**
 * Where what `isDirty` bears on by way of orders: all that any revision puts under an order, when the hour before one of them is
 * dirty, and the end of each that is judged by what is.
 */
export const borneOn = (isDirty: (range: Range) => boolean, events: readonly SiteEvent[]): Range[] =>
  orderSpans(events).flatMap((spans) => [
    ...(spans.some(({ from }) => isDirty(hourBefore(from))) ? spans : []),
    ...spans.filter((span) => isDirty(judgedOver(span))).map(lastMs),
  ]);
