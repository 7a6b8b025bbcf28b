import { Temporal } from 'temporal-polyfill';
import type { Grain } from '#catalogue';

const quarterHourMs = 900_000;

/** A grain that rollup tables have rows of. */
export type StoredGrain = Exclude<Grain, 'total'>;

/** The last instant that times of the store can be, UTC ms. */
export const latestMs = 4_294_967_295_000;

/** Shortest length of a bucket, ms. */
export const grainMs: Readonly<Record<StoredGrain, number>> = {
  '15m': quarterHourMs,
  hour: 3_600_000,
  day: 23 * 3_600_000,
  month: 28 * 86_400_000 - 3_600_000,
};

/** A stretch of time, UTC ms. */
interface Bucket {
  readonly start: number;
  readonly end: number;
}

/** The first 15-minute edge at or after an instant; whole offsets of all zones keep these edges. */
export const nextEdge = (ms: number): number => Math.ceil(ms / quarterHourMs) * quarterHourMs;

/** Days or months of a zone that start in a window, each with its end, UTC ms. */
export function bucketsIn(window: { from: number; to: number }, grain: 'day' | 'month', zone: string): Bucket[] {
  const step = grain === 'day' ? { days: 1 } : { months: 1 };
  const buckets: Bucket[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(window.from).toZonedDateTimeISO(zone).startOfDay();
  if (grain === 'month') at = at.with({ day: 1 });
  while (at.epochMilliseconds < window.to) {
    const next = at.add(step).startOfDay();
    if (at.epochMilliseconds >= window.from) buckets.push({ start: at.epochMilliseconds, end: next.epochMilliseconds });
    at = next;
  }
  return buckets;
}

type Edge = 'month' | 'day' | 'hour';

function isEdge(ms: number, zone: string, edge: Edge): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  if (edge === 'hour') return local.minute === 0 && ms % 60_000 === 0;
  return local.startOfDay().epochMilliseconds === ms && (edge === 'day' || local.day === 1);
}

/** The coarsest rows that make up the window exactly: fewer rows to add for the same sum. Months only where something exists by whole months. */
export function totalGrain(
  window: { from: number; to: number; now: number },
  zones: readonly string[],
  isOfMonths = false,
): StoredGrain {
  const fits = (edge: Edge): boolean =>
    zones.every(
      (zone) =>
        isEdge(window.from, zone, edge) &&
        ((edge !== 'month' && window.to >= window.now) || isEdge(window.to, zone, edge)),
    );
  const edges: readonly Edge[] = isOfMonths ? ['month', 'day', 'hour'] : ['day', 'hour'];
  return edges.find(fits) ?? '15m';
}
