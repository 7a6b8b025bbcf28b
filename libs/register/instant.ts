import { Temporal } from 'temporal-polyfill';
import type { Span } from './span.ts';

/** A date is its first instant in the site's zone; an instant is itself. */
export function instantMs(value: string, zone: string): number {
  if (value.includes('T')) return Temporal.Instant.from(value).epochMilliseconds;
  return Temporal.PlainDate.from(value).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}

/** Month of the year at the site, 1 to 12. */
export const monthOf = (ms: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).month;

/** What an entry of the site file says of when it holds. */
export interface Dated {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const spanOf = ({ from, to }: Dated, zone: string): Span => ({
  from: from === undefined ? -Infinity : instantMs(from, zone),
  to: to === undefined ? Infinity : instantMs(to, zone),
});
