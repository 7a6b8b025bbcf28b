import { Temporal } from 'temporal-polyfill';
import type { Span } from '#register';
import { share } from './apportion.ts';
import type { Bucket } from './bucket.ts';
import type { Range } from './dirty.ts';
import { scaled } from './scaled.ts';

/** A fact and the part of its time that is of a bucket and due, UTC ms. */
export interface Held<Fact> extends Range {
  readonly fact: Fact;
}

/** The facts that hold in the due part of a bucket. */
export const heldIn = <Fact extends Span>(facts: readonly Fact[], { dueFrom, dueTo }: Bucket): Held<Fact>[] =>
  facts
    .filter(({ from, to }) => Math.max(from, dueFrom) < Math.min(to, dueTo))
    .map((fact) => ({ fact, from: Math.max(fact.from, dueFrom), to: Math.min(fact.to, dueTo) }));

/**
 * What accrues in a time of an amount that accrues evenly, the whole amount over `per`; in units of 10^-12.
 * What accrues in the parts of a time adds up to what accrues in all of it.
 */
export const accrued = (amount: number, { from, to }: Range, per: Range): bigint =>
  share(scaled(amount), { x0: from - per.from, x1: to - per.from, d: per.to - per.from });

/** What an amount per hour comes to. */
export const accruedHourly = (amount: number, time: Range): bigint => accrued(amount, time, { from: 0, to: 3_600_000 });

/** What an amount per mean year of 365.25 days comes to. */
export const accruedYearly = (amount: number, time: Range): bigint =>
  accrued(amount, time, { from: 0, to: 31_557_600_000 });

/** A value times the length of a time, in units of 10^-12 ms. */
export const timesMs = (value: number, { from, to }: Range): bigint => scaled(value) * BigInt(to - from);

/** Finds the month of site time that an instant lies in, UTC ms. */
export function monthsOf(zone: string): (ms: number) => Range {
  let month: Range = { from: 0, to: 0 };
  return (ms) => {
    if (ms >= month.from && ms < month.to) return month;
    const first = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().with({ day: 1 });
    const start = (date: Temporal.PlainDate): number => date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
    month = { from: start(first), to: start(first.add({ months: 1 })) };
    return month;
  };
}
