import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

const digits = z.union([z.string().regex(/^-?\d+$/), z.int()]);

/** A 64-bit (or wider) integer of a row: a number where that is exact, else a bigint; never rounded. */
export const integer = digits.transform((value): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
});

/** A 64-bit integer that must fit a number exactly; one that does not is refused. */
export const safeInteger = digits.transform(Number).pipe(z.int());

/** A 64-bit (or wider) integer of a row as a bigint. */
export const bigInteger = digits.transform((value) => BigInt(value));

/** A DateTime or DateTime64 of a row, in ms since the epoch; the store answers in UTC. */
export const instant = z.iso.datetime().transform((text) => Temporal.Instant.from(text).epochMilliseconds);
