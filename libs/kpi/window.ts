import { Temporal } from 'temporal-polyfill';
import type { Grain } from '#catalogue';

const quarterHourMs = 900_000;

/** A grain that rollup tables have rows of. */
export type StoredGrain = Exclude<Grain, 'total'>;

/** Shortest length of a bucket, ms. */
export const grainMs: Readonly<Record<StoredGrain, number>> = {
  '15m': quarterHourMs,
  hour: 3_600_000,
  day: 23 * 3_600_000,
  month: 28 * 86_400_000 - 3_600_000,
};

/** The first 15-minute edge at or after an instant; whole offsets of all zones keep these edges. */
export const nextEdge = (ms: number): number => Math.ceil(ms / quarterHourMs) * quarterHourMs;

function isEdge(ms: number, zone: string, grain: 'day' | 'hour'): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  if (grain === 'day') return local.startOfDay().epochMilliseconds === ms;
  return local.minute === 0 && ms % 60_000 === 0;
}

/** The coarsest rows that make up the window exactly: fewer rows to add for the same sum. */
export function totalGrain(window: { from: number; to: number; now: number }, zones: readonly string[]): StoredGrain {
  const fits = (grain: 'day' | 'hour'): boolean =>
    zones.every(
      (zone) => isEdge(window.from, zone, grain) && (window.to >= window.now || isEdge(window.to, zone, grain)),
    );
  return (['day', 'hour'] as const).find(fits) ?? '15m';
}
