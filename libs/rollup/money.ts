import { hashpriceBtc } from '#market';
import type { Bucket } from './bucket.ts';
import type { Range } from './dirty.ts';
import type { ChainRow, PriceRow } from './inputs.ts';
import { latestOf } from './latest.ts';
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

/** The hashprice of each bucket per PH and day, in USD unless asked otherwise: of the latest whole row of the chain feed, at most 24 h before its end; else 0. */
export function hashpricesOf(
  buckets: readonly Bucket[],
  rows: readonly ChainRow[],
  currency: 'usd' | 'btc' = 'usd',
): number[] {
  const known = rows.flatMap(({ observed_ms: seenMs, difficulty, subsidy_sat, fee_sat, price_usd }) => {
    const price = currency === 'usd' ? price_usd : 1;
    if (difficulty === null || subsidy_sat === null || fee_sat === null || price === null) return [];
    return [{ seenMs, value: hashpriceBtc({ difficulty, subsidySat: subsidy_sat, feeSat: fee_sat }) * price }];
  });
  return latestOf(buckets, known).map((each) => each ?? 0);
}
