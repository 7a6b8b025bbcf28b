import { Temporal } from 'temporal-polyfill';
import { nearest } from '#runtime';
import { refused } from './problem.ts';

/** Earliest instant that a bare number is taken for: fewer digits are a slip, not the year 1971. */
const leastEpochMs = 100_000_000_000;

/** Checks the name of a zone of the tz database; refuses with the nearest known one. */
export function zoneOf(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    const known = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
    throw refused({
      parameter: 'zone',
      detail: `${value} is not a zone of the tz database`,
      nearest: nearest(value, known),
    });
  }
}

interface InstantText {
  readonly parameter: string;
  readonly value: string;
  /** Zones that a value without an offset may be meant in; it must be one. */
  readonly zones: readonly string[];
}

function localMs({ parameter, value, zones }: InstantText): number {
  const [zone] = zones;
  if (zone === undefined || zones.length > 1) {
    const detail = `${value} has no offset and the sites have different zones (${zones.join(', ')}); give \`zone\`, or an instant such as 2025-01-15T00:00:00Z`;
    throw refused({ parameter, detail });
  }
  return Temporal.PlainDateTime.from(value).toZonedDateTime(zone).epochMilliseconds;
}

/**
 * UTC ms of an ISO 8601 instant, of epoch ms, or of a date or local time in the one zone given. Refuses anything else, naming
 * the parameter.
 */
export function instantOf(text: InstantText): number {
  const { parameter, value } = text;
  if (/^\d+$/.test(value)) {
    if (Number(value) >= leastEpochMs) return Number(value);
    throw refused({ parameter, detail: `${value} is not an instant: a bare number is in epoch milliseconds` });
  }
  try {
    if (/T.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(value)) return Temporal.Instant.from(value).epochMilliseconds;
    if (/^\d{4}-\d{2}-\d{2}/.test(value)) return localMs(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw refused({
    parameter,
    detail: `${value} is not a date; write 2025-01-15, 2025-01-15T10:30:00Z or epoch milliseconds`,
  });
}

/** UTC ms of such a text as `isoOf` writes. */
export const msOf = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
