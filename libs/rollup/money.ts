import { Decimal } from 'decimal.js';
import { hashpriceBtc } from '#market';
import type { Bucket } from './bucket.ts';
import { dayMs } from '#contracts';
import { type ChainRow, type PriceRow, sliceMs } from './inputs.ts';

/** Amounts of money and their integrals are kept in units of 10^-12. */
export const decimals = 12;
const scale = 10 ** decimals;

/** A price in units of 10^-12, as its shortest decimal text says; further decimals are cut off. */
const scaled = (price: number): bigint =>
  BigInt(new Decimal(price).toFixed(decimals, Decimal.ROUND_DOWN).replace('.', ''));

/** A computed amount in units of 10^-12. */
export const toScaled = (amount: number): bigint => BigInt(Math.trunc(amount * scale));

/** Prices in force by slice: the mean over the slice, in units of 10^-12; a slice that is not priced throughout has none. */
export type SlicePrices = ReadonlyMap<number, bigint>;

/** Of each interval of a product the latest revision, as the rows are ordered. */
function inForce(rows: readonly PriceRow[]): PriceRow[] {
  const latest = new Map(rows.map((row) => [`${row.start_ms} ${row.product}`, row]));
  return [...latest.values()];
}

/** The prices in force in [from, to), by the number of the slice since the epoch. */
export function slicePrices(rows: readonly PriceRow[], { from, to }: { from: number; to: number }): SlicePrices {
  const parts = new Map<number, { worth: bigint; ms: number }>();
  for (const { start_ms, end_ms, price } of inForce(rows)) {
    if (price === null) continue;
    const amount = scaled(price);
    const end = Math.min(end_ms, to);
    for (let slice = Math.floor(Math.max(start_ms, from) / sliceMs); slice * sliceMs < end; slice++) {
      const ms = Math.min(end, (slice + 1) * sliceMs) - Math.max(start_ms, slice * sliceMs);
      const part = parts.get(slice) ?? { worth: 0n, ms: 0 };
      parts.set(slice, { worth: part.worth + amount * BigInt(ms), ms: part.ms + ms });
    }
  }
  return new Map(
    [...parts].filter(([, { ms }]) => ms === sliceMs).map(([slice, { worth }]) => [slice, worth / BigInt(sliceMs)]),
  );
}

/** For how long of a bucket a price is known, ms, and its integral over that time in units of 10^-12 per MWh times ms. */
export interface Quote {
  readonly ms: number;
  readonly integral: bigint;
}

export function quoteOf(prices: SlicePrices, { from, to, dueFrom, dueTo }: Bucket): Quote {
  let quote: Quote = { ms: 0, integral: 0n };
  for (let slice = from / sliceMs; slice < to / sliceMs; slice++) {
    const price = prices.get(slice);
    const ms = Math.max(Math.min((slice + 1) * sliceMs, dueTo) - Math.max(slice * sliceMs, dueFrom), 0);
    if (price !== undefined) quote = { ms: quote.ms + ms, integral: quote.integral + price * BigInt(ms) };
  }
  return quote;
}

interface Hashprice {
  readonly seenMs: number;
  /** USD per PH and day. */
  readonly usd: number;
}

/** Whole rows of the chain feed in order of time, of several at one instant the last. */
function hashprices(rows: readonly ChainRow[]): Hashprice[] {
  const latest = new Map<number, Hashprice>();
  for (const { observed_ms, difficulty, subsidy_sat, fee_sat, price_usd } of rows) {
    if (difficulty === null || subsidy_sat === null || fee_sat === null || price_usd === null) continue;
    const btc = hashpriceBtc({ difficulty, subsidySat: subsidy_sat, feeSat: fee_sat });
    latest.set(observed_ms, { seenMs: observed_ms, usd: btc * price_usd });
  }
  return [...latest.values()];
}

/** The hashprice of each bucket, USD per PH and day: of the latest whole row of the chain feed, at most 24 h before its end; else 0. */
export function hashpricesOf(buckets: readonly Bucket[], rows: readonly ChainRow[]): number[] {
  const known = hashprices(rows);
  let at = -1;
  return buckets.map(({ to }) => {
    while ((known[at + 1]?.seenMs ?? Infinity) <= to) at++;
    const row = known[at];
    return row && to - row.seenMs <= dayMs ? row.usd : 0;
  });
}
