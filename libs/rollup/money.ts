import { hashpriceBtc } from '#market';
import type { Bucket } from './bucket.ts';
import { dayMs } from '#contracts';
import type { Range } from './dirty.ts';
import type { ChainRow, PriceRow } from './inputs.ts';
import { decimals } from './scaled.ts';
import { type SliceMeans, sliceMeans } from './slices.ts';

const scale = 10 ** decimals;

/** A computed amount in units of 10^-12. */
export const toScaled = (amount: number): bigint => BigInt(Math.trunc(amount * scale));

/** Of each interval of a product the latest revision, as the rows are ordered. */
function inForce(rows: readonly PriceRow[]): PriceRow[] {
  const latest = new Map(rows.map((row) => [`${row.start_ms} ${row.product}`, row]));
  return [...latest.values()];
}

export type PricePart = 'price' | 'energy' | 'congestion' | 'loss';

/** The prices in force in [from, to), or one of their parts, per MWh. */
export const slicePrices = (rows: readonly PriceRow[], range: Range, part: PricePart = 'price'): SliceMeans =>
  sliceMeans(
    inForce(rows).flatMap(({ [part]: value, start_ms, end_ms }) =>
      value === null ? [] : [{ start_ms, end_ms, value }],
    ),
    range,
  );

interface Hashprice {
  readonly seenMs: number;
  /** Per PH and day. */
  readonly btc: number;
  readonly usd: number;
}

/** Whole rows of the chain feed in order of time, of several at one instant the last. */
function hashprices(rows: readonly ChainRow[]): Hashprice[] {
  const latest = new Map<number, Hashprice>();
  for (const { observed_ms, difficulty, subsidy_sat, fee_sat, price_usd } of rows) {
    if (difficulty === null || subsidy_sat === null || fee_sat === null || price_usd === null) continue;
    const btc = hashpriceBtc({ difficulty, subsidySat: subsidy_sat, feeSat: fee_sat });
    latest.set(observed_ms, { seenMs: observed_ms, btc, usd: btc * price_usd });
  }
  return [...latest.values()];
}

/** The hashprice of each bucket per PH and day, in USD unless asked otherwise: of the latest whole row of the chain feed, at most 24 h before its end; else 0. */
export function hashpricesOf(
  buckets: readonly Bucket[],
  rows: readonly ChainRow[],
  currency: 'usd' | 'btc' = 'usd',
): number[] {
  const known = hashprices(rows);
  let at = -1;
  return buckets.map(({ to }) => {
    while ((known[at + 1]?.seenMs ?? Infinity) <= to) at++;
    const row = known[at];
    return row && to - row.seenMs <= dayMs ? row[currency] : 0;
  });
}
