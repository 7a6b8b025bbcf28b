import { Temporal } from 'temporal-polyfill';
import { dayMs } from '#contracts';

export const hourMs = 3_600_000;
export const minuteMs = 60_000;

/** ISO 8601 in UTC, to the millisecond. */
export const isoOf = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toString({ smallestUnit: 'millisecond' });

/** Wall-clock time at the site. */
export interface LocalTime {
  /** Hour of the local day with its fraction, 0 to 24. */
  hour(ms: number): number;
  /** Number of the local day. */
  day(ms: number): number;
  /** UTC ms of an hour of a local day; an hour that does not exist is moved by the size of the gap. */
  instant(day: number, hour: number): number;
}

/** Local time in a zone of the tz database; offsets are looked up once per hour. */
export function localTimeIn(zone: string): LocalTime {
  const offsets = new Map<number, number>();
  const offsetMs = (ms: number): number => {
    const bucket = Math.floor(ms / hourMs);
    const known = offsets.get(bucket);
    if (known !== undefined) return known;
    const zoned = Temporal.Instant.fromEpochMilliseconds(bucket * hourMs).toZonedDateTimeISO(zone);
    const offset = zoned.offsetNanoseconds / 1_000_000;
    offsets.set(bucket, offset);
    return offset;
  };
  const local = (ms: number): number => ms + offsetMs(ms);
  return {
    hour: (ms) => (((local(ms) % dayMs) + dayMs) % dayMs) / hourMs,
    day: (ms) => Math.floor(local(ms) / dayMs),
    instant: (day, hour) => {
      const wall = day * dayMs + hour * hourMs;
      return wall - offsetMs(wall - offsetMs(wall));
    },
  };
}
