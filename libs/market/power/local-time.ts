import { Temporal } from 'temporal-polyfill';
import { fault } from '../fault.ts';

/** A date and time of day without a zone, as markets write them. */
export type LocalTime = Temporal.PlainDateTime;

const isoStamp = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?$/;
const americanStamp = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d?):(\d\d(?::\d\d)?))?$/;
const fraction = /\.\d+$/;

const twoDigits = (text: string): string => text.padStart(2, '0');

/** An American stamp in the order of ISO 8601; anything else as it is. */
function isoOf(text: string): string {
  const match = americanStamp.exec(text);
  if (!match) return text;
  const [, month = '', day = '', year, hour = '0', rest = '00'] = match;
  return `${year}-${twoDigits(month)}-${twoDigits(day)}T${twoDigits(hour)}:${rest}`;
}

/** The date and time in a field: `2026-05-01T14:35:00`, `05/01/2026 14:35` or either's date alone; seconds are optional, fractions are dropped. Throws a fault. */
export function localTimeIn(field: string, text: string): LocalTime {
  const iso = isoOf(text.replace(fraction, ''));
  try {
    if (isoStamp.test(iso)) return Temporal.PlainDateTime.from(iso);
  } catch {
    // A stamp of the right form may still name no day of the calendar.
  }
  throw fault(field, `${text.slice(0, 40)} is no date and time`);
}

/** Turns local times of a zone into UTC ms. */
export interface ZoneClock {
  /**
   * The instant of a local time; where autumn repeats it, `isRepeated` says that it is the second one.
   * Throws a fault for a time that spring skips, and for one that is flagged as repeated but is not.
   */
  readonly flagged: (field: string, local: LocalTime, isRepeated: boolean) => number;
  /**
   * The instant of a local time in a list in order of time: of one that autumn repeats it is the first unless that is not after `last`;
   * where nothing came before it (null), as in a list of what holds now, the one nearest to `now`. Throws a fault for a time that spring skips.
   */
  readonly ordered: (field: string, local: LocalTime, last: number | null, now: number) => number;
}

/** The clock of a zone, an IANA name or a fixed offset such as `-05:00`. It remembers what it has worked out: files repeat a stamp for each node. */
export function zoneClock(zone: string): ZoneClock {
  const known = new Map<string, readonly [first: number, second: number]>();
  const find = (field: string, local: LocalTime): readonly [first: number, second: number] => {
    const key = local.toString();
    const before = known.get(key);
    if (before) return before;
    const first = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
    if (!first.toPlainDateTime().equals(local)) throw fault(field, `${key} is skipped when clocks go forward`);
    const second = local.toZonedDateTime(zone, { disambiguation: 'later' });
    const found = [first.epochMilliseconds, second.epochMilliseconds] as const;
    known.set(key, found);
    return found;
  };
  return {
    flagged(field, local, isRepeated) {
      const [first, second] = find(field, local);
      if (isRepeated && first === second)
        throw fault(field, `${local.toString()} is flagged as repeated, but occurs once`);
      return isRepeated ? second : first;
    },
    ordered(field, local, last, now) {
      const [first, second] = find(field, local);
      const isFirst = last === null ? Math.abs(first - now) < Math.abs(second - now) : first > last;
      return isFirst ? first : second;
    },
  };
}
