import type { EventRow, Said } from './answers.ts';
import { held, type Interval, intervalsOf } from './metering.ts';
import type { ReferenceSite, Unit } from './site.ts';
import { rounded } from './whole.ts';

export const bucketMs = 900_000;
/** Prices hold for so long. */
export const sliceMs = 300_000;

/** A quantity of one unit in one bucket, and the time in which it is known. */
export interface Known {
  amount: bigint;
  ms: number;
}

/** What is known of one unit in one bucket. */
export interface UnitBucket {
  readonly unit: Unit;
  readonly expectedMs: number;
  readonly curtailedMs: number;
  /** Time in which it hashed at half of its rated rate or more. */
  readonly upMs: number;
  /** Time within intervals whose shape is not known. */
  readonly bridgedMs: number;
  readonly known: Readonly<Record<string, Known>>;
  /** Energy of a board while its limit was held, and that limit; of a miner the time of both share counters. */
  readonly limited: Known;
  readonly limit: Known;
  readonly rejectsMs: number;
}

/** A quarter of an hour, cut to the time from the first answer of the site to the last. */
export interface Bucket {
  readonly start: number;
  /** Start of that time. */
  readonly dueFrom: number;
  /** Length of that time. */
  readonly dueMs: number;
  readonly units: readonly UnitBucket[];
}

/** One unit with all that it did. */
export interface Metered {
  readonly unit: Unit;
  readonly intervals: readonly Interval[];
}

/** Of an amount spread evenly over an interval, what falls into [from, to). */
export function shareOf(amount: bigint, interval: Interval, from: number, to: number): bigint {
  const upTo = (at: number): bigint =>
    rounded(
      amount * BigInt(Math.min(Math.max(at, interval.from), interval.to) - interval.from),
      BigInt(interval.to - interval.from),
    );
  return upTo(to) - upTo(from);
}

export const overlapMs = (a: { from: number; to: number }, from: number, to: number): number =>
  Math.max(0, Math.min(a.to, to) - Math.max(a.from, from));

/** Meters every unit of the site. */
export const meterAll = (site: ReferenceSite, said: Said, pollMs: number): Metered[] =>
  site.units.map((unit) => ({ unit, intervals: intervalsOf(said.polls.get(unit.device) ?? [], unit.class, pollMs) }));

/** Ordered curtailments in their latest revision. */
function curtailmentsOf(events: readonly EventRow[]): (EventRow & { from: number; to: number })[] {
  const latest = new Map<string, EventRow>();
  for (const row of events)
    if (row.revision >= (latest.get(row.event_id)?.revision ?? 0)) latest.set(row.event_id, row);
  return [...latest.values()]
    .filter((row) => row.kind === 'curtailment')
    .map((row) => ({ ...row, from: row.started_at, to: row.ended_at ?? Infinity }));
}

const concerns = ({ hall, device }: Unit, scope: string): boolean =>
  scope === 'site' || scope === `hall:${hall}` || scope === `device:${device}`;

/** Length of what at least one of the spans covers of [from, to). */
function unionMs(spans: readonly { from: number; to: number }[], from: number, to: number): number {
  let covered = 0;
  let reached = from;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const [begin, end] = [Math.max(span.from, reached), Math.min(span.to, to)];
    if (end > begin) covered += end - begin;
    reached = Math.max(reached, end);
  }
  return covered;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** Adds up what the intervals of one unit say of one bucket. */
function unitBucket(
  { unit, intervals }: Metered,
  due: Window,
  start: number,
  orders: readonly (EventRow & Window)[],
): UnitBucket {
  const end = start + bucketMs;
  const known: Record<string, Known> = {};
  const limited: Known = { amount: 0n, ms: 0 };
  const limit: Known = { amount: 0n, ms: 0 };
  let [upMs, bridgedMs, rejectsMs] = [0, 0, 0];
  for (const interval of intervals) {
    const ms = overlapMs(interval, start, end);
    if (ms === 0) continue;
    const heldMs = Number(shareOf(BigInt(interval.heldMs), interval, start, end));
    const { amounts } = interval;
    for (const [name, amount] of Object.entries(amounts)) {
      const sum = (known[name] ??= { amount: 0n, ms: 0 });
      if (amount === null) continue;
      sum.amount += shareOf(amount, interval, start, end);
      sum.ms += held[unit.class].includes(name) ? heldMs : ms;
    }
    const { rate = null, energy = null, accepted = null, rejected = null } = amounts;
    if (interval.isBridged) bridgedMs += ms;
    if (accepted !== null && rejected !== null) rejectsMs += ms;
    if (rate !== null && unit.nominalGhs > 0 && Number(rate) * 2000 >= unit.nominalGhs * interval.heldMs)
      upMs += heldMs;
    const isHeldThroughout = interval.heldMs === interval.to - interval.from;
    if (energy !== null && typeof amounts['limit'] === 'bigint' && isHeldThroughout) {
      limited.amount += shareOf(energy, interval, start, end);
      limit.amount += shareOf(amounts['limit'], interval, start, end);
      limited.ms += ms;
    }
  }
  const expected = { from: Math.max(due.from, unit.from), to: due.to };
  const concerned = orders.filter(({ scope }) => unit.class === 'asic' && concerns(unit, scope));
  return {
    unit,
    expectedMs: Math.max(0, expected.to - expected.from),
    curtailedMs: unionMs(concerned, expected.from, expected.to),
    upMs,
    bridgedMs,
    known,
    limited,
    limit,
    rejectsMs,
  };
}

/** Every quarter of an hour from the first answer of the site to the last. */
export function bucketsOf(metered: readonly Metered[], said: Said): Bucket[] {
  const all = metered.flatMap(({ intervals }) => intervals);
  const first = Math.min(...all.map(({ from }) => from));
  const last = Math.max(...all.map(({ to }) => to));
  const orders = curtailmentsOf(said.events);
  const buckets: Bucket[] = [];
  for (let start = Math.floor(first / bucketMs) * bucketMs; start < last; start += bucketMs) {
    const due = { from: Math.max(start, first), to: Math.min(start + bucketMs, last) };
    const units = metered.map((one) =>
      unitBucket(
        { ...one, intervals: one.intervals.filter(({ from, to }) => to > start && from < start + bucketMs) },
        due,
        start,
        orders,
      ),
    );
    buckets.push({ start, dueFrom: due.from, dueMs: due.to - due.from, units });
  }
  return buckets;
}
