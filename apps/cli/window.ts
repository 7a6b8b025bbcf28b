import { Temporal } from 'temporal-polyfill';
import type { AllowedSite } from '#kpi';
import { wrong } from './output.ts';

/** UTC ms of an instant, or of a date or local time in the zone of the site. */
export function instantOf(option: string, text: string, zone: string): number {
  try {
    if (/T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw wrong(`--${option} ${text}: write 2026-01-31, or 2026-01-31T10:30:00Z`);
  }
}

/** The site that is wanted; without a name, the only one. */
export function siteOf(sites: readonly AllowedSite[], wanted: string | undefined): AllowedSite {
  const ids = sites.map(({ id }) => id);
  const [site, ...others] = sites.filter(({ id }) => wanted === undefined || id === wanted);
  if (!site)
    throw wrong(wanted === undefined ? 'No site is registered' : `--site ${wanted}: known are ${ids.join(', ')}`);
  if (others.length > 0) throw wrong(`--site: name one of ${ids.join(', ')}`);
  return site;
}
