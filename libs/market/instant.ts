import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** ISO 8601 with an offset or Z, as UTC ms; a time without an offset has no meaning here. */
export const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    context.addIssue({ code: 'custom', message: 'not an ISO 8601 instant with an offset' });
    return z.NEVER;
  }
});

/** Why a row was refused: each key and what is wrong with it. */
export const faultsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'row'}: ${message}`).join('; ');
