import { Temporal } from 'temporal-polyfill';
import { type Buckets, quarterMs, type Range } from './dirty.ts';
import type { State } from './site-state.ts';

/** Starts of the UTC months within a range: the tables are partitioned by them, and a block is of one partition. */
export function monthStarts({ from, to }: Range): number[] {
  const starts: number[] = [];
  let month = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO('UTC').toPlainDate().with({ day: 1 });
  for (;;) {
    month = month.add({ months: 1 });
    const start = month.toZonedDateTime('UTC').epochMilliseconds;
    if (start >= to) return starts;
    starts.push(start);
  }
}

/**
 * A time without readings between two with readings is computed as well, or it would raise coverage; and the bucket that was the first
 * or the last of the site again, since it is due whole now. Returns the span of all buckets of the site.
 */
export function fillGaps(state: State, dirty: Buckets): Range | undefined {
  const known = state.buckets > 0 ? { from: state.hull_from, to: state.hull_to } : undefined;
  const fresh = dirty.hull();
  if (!fresh) return known;
  if (!known) {
    dirty.add(fresh);
    return fresh;
  }
  if (fresh.from < known.from) dirty.add({ from: fresh.from, to: known.from + quarterMs });
  if (fresh.to > known.to) dirty.add({ from: known.to - quarterMs, to: fresh.to });
  return { from: Math.min(known.from, fresh.from), to: Math.max(known.to, fresh.to) };
}

/** One piece is computed from at most about this many readings … */
const readingsPerPiece = 1_500_000;
/** … and has about this many rows of units: they are in memory together. */
const rowsPerPiece = 100_000;
/** Site facts have hundreds of columns: a block of more buckets than this takes much memory in the store. */
export const mostBuckets = 1_000;

interface Density {
  /** How many are computed at once. */
  readonly sites: number;
  /** Of one of them. */
  readonly units: number;
  /** In one bucket. */
  readonly readings: number;
}

/** How many buckets are computed at once. */
export function bucketsPerPiece({ sites, units, readings }: Density): number {
  const byReadings = readingsPerPiece / sites / Math.max(readings, 1);
  const byRows = rowsPerPiece / sites / Math.max(units, 1);
  return Math.max(Math.floor(Math.min(byReadings, byRows, mostBuckets)), 1);
}
