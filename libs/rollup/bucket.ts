import { quarterMs, type Range } from './dirty.ts';
import type { BlockRow, Inputs } from './inputs.ts';
import { valueAt } from './longs.ts';
import { minutesFor } from './orders.ts';

/** Versions count within a correction epoch, which rises when stored readings are removed or replaced. */
const versionsPerEpoch = 2n ** 40n;
/**
 * What a later revision of the register makes of a bucket wins, though a feed that it names no more, or another, gives fewer rows: some thousands at most.
 * A month of 2,976 buckets has room for 45,000 revisions below an epoch.
 */
const versionsPerRevision = 8_192;

/** One 15-minute bucket and what it is computed from. */
export interface Bucket {
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
  /** The part of it between the first and the last reading of the site, UTC ms: nothing is expected outside. */
  readonly dueFrom: number;
  readonly dueTo: number;
  readonly dueMs: number;
  readonly longestMs: number;
  /** What it was computed from, with the readings of the time before that orders are held against: readings that overlap it, rows of the feeds that bear on it, rows of the events and jobs that touch it. */
  readonly readings: number;
  readonly marketRows: number;
  readonly eventRows: number;
  /** Rises with all of these, free of clocks: a recompute from less that finishes late loses. */
  readonly version: bigint;
}

export interface BucketOptions {
  readonly hull: Range;
  readonly revision: number;
  readonly epoch: number;
}

/** How many rows bear on each bucket of the range, by ranges of whole buckets, first and last included. */
function counted(
  range: Range,
  count: number,
  spans: readonly { readonly first: number; readonly last: number; readonly rows: number }[],
): Float64Array {
  // Of what begins to bear and what no longer does, the running sum: a row of the chain bears on a whole day of buckets.
  const changes = new Float64Array(count + 1);
  const origin = range.from / quarterMs;
  for (const span of spans) {
    const [first, behind] = [Math.max(span.first - origin, 0), Math.min(span.last - origin, count - 1) + 1];
    if (first >= behind) continue;
    changes[first] = valueAt(changes, first) + span.rows;
    changes[behind] = valueAt(changes, behind) - span.rows;
  }
  for (let at = 1; at < count; at++) changes[at] = valueAt(changes, at) + valueAt(changes, at - 1);
  return changes;
}

const bucketOf = (ms: number): number => Math.floor(ms / quarterMs);

/** The time since the block before is minutes, seldom hours; a row that says more bears on the last day of it. */
const blockBuckets = 96;

/** The buckets that a block bears on: those of the time since the block before, and the one that it counts in, first and last included. */
export function blockSpan({ started_ms, ended_ms }: Pick<BlockRow, 'started_ms' | 'ended_ms'>): {
  readonly first: number;
  readonly last: number;
} {
  const last = bucketOf(ended_ms - 1);
  return { first: Math.max(Math.min(bucketOf(started_ms), last), last - blockBuckets + 1), last };
}

/** The buckets of a range. `stale.sql` counts the same rows in the same way. */
export function bucketsOf(range: Range, inputs: Inputs, { hull, revision, epoch }: BucketOptions): Bucket[] {
  const { extents, prices, reference, carbon, marginal, chain, gpuPrices, blocks, events, jobs, minutes } = inputs;
  const count = (range.to - range.from) / quarterMs;
  const marketRows = counted(range, count, [
    ...[...prices, ...reference, ...carbon, ...marginal].map((row) => ({
      first: bucketOf(Math.max(row.start_ms, range.from)),
      last: bucketOf(Math.min(row.end_ms, range.to) - 1),
      rows: row.rows,
    })),
    ...[...chain, ...gpuPrices].map((row) => ({
      first: bucketOf(row.observed_ms - 1),
      last: bucketOf(row.observed_ms) + 95,
      rows: 1,
    })),
    ...blocks.map((row) => ({ ...blockSpan(row), rows: row.rows })),
  ]);
  const eventRows = counted(range, count, [
    ...events.map((event) => ({
      first: bucketOf(Math.max(event.first_ms, range.from)),
      last: bucketOf(Math.min(event.last_ms, range.to) - 1),
      rows: event.rows,
    })),
    ...jobs.told,
  ]);
  return Array.from({ length: count }, (_, at): Bucket => {
    const from = range.from + at * quarterMs;
    const to = from + quarterMs;
    const readings = valueAt(extents.overlapping, at);
    const isRead = readings > 0;
    const dueFrom = isRead && from === hull.from ? Math.max(valueAt(extents.firstMs, at), from) : from;
    const dueTo = isRead && to === hull.to ? Math.min(valueAt(extents.lastMs, at), to) : to;
    const [markets, touching] = [valueAt(marketRows, at), valueAt(eventRows, at)];
    const behind = touching > 0 ? minutesFor({ from, to }, events).map((span) => minutes.readings(span)) : [];
    const before = behind.reduce((sum, count) => sum + count, 0);
    const facts =
      readings +
      before +
      markets +
      touching +
      revision * versionsPerRevision +
      Number(from > hull.from) +
      Number(to < hull.to);
    return {
      from,
      to,
      dueFrom,
      dueTo,
      dueMs: Math.max(dueTo - dueFrom, 0),
      longestMs: valueAt(extents.longestMs, at),
      readings,
      marketRows: markets,
      eventRows: touching,
      version: BigInt(epoch) * versionsPerEpoch + BigInt(facts),
    };
  });
}
