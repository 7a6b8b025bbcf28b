import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** Nothing here is from before the first block of Bitcoin, or of the next century but one: a time outside is in ms where s were meant, or the other way. */
const earliest = 1_230_768_000_000;
const latest = 7_258_118_400_000;

/** ISO 8601 with an offset or Z, as UTC ms; a time without an offset has no meaning here. */
export const instant = z.string().transform((text, context) => {
  try {
    const at = Temporal.Instant.from(text).epochMilliseconds;
    if (at >= earliest && at <= latest) return at;
    context.addIssue({
      code: 'custom',
      message: `${text} is no time of any feed: were seconds and ms taken for each other?`,
    });
    return z.NEVER;
  } catch {
    context.addIssue({ code: 'custom', message: 'not an ISO 8601 instant with an offset' });
    return z.NEVER;
  }
});

/** Why a row was refused: each key and what is wrong with it. */
export const faultsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'row'}: ${message}`).join('; ');
