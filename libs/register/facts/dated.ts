import { z } from 'zod';

/** A date or an instant, as people write them. */
export const instant = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .describe('ISO 8601 date or instant; a date is its first instant in the zone of the site');

/** When an entry of the site file holds, half-open; it always did or still does where an end is left out. */
export const dated = { from: instant.optional(), to: instant.optional() };
