import type { ChainRow, Said } from './answers.ts';
import { type Bucket, bucketMs, type Metered, overlapMs, shareOf, sliceMs } from './buckets.ts';

/** What the energy of one place cost in one bucket, as far as its place in time and the price are known. */
export interface Bill {
  /** All energy, J, whether it can be priced or not. */
  readonly drawnJ: bigint;
  readonly pricedJ: bigint;
  readonly pricedMs: number;
  readonly usd: number;
}

/** Price of each slice of five minutes, USD per MWh. */
export function pricesOf(said: Said): Map<number, number> {
  const prices = new Map<number, number>();
  for (const { start_at: start, end_at: end, price } of said.prices) {
    if (start % sliceMs !== 0 || end - start !== sliceMs)
      throw new Error('the reference knows prices of five minutes only');
    prices.set(start, price);
  }
  return prices;
}

/** Bills the energy of one meter in one bucket slice by slice; what was bridged is drawn, but not priced. */
export function billOf(metered: Metered, bucket: Bucket, prices: ReadonlyMap<number, number>): Bill {
  let [drawnJ, pricedJ, pricedMs, usd] = [0n, 0n, 0, 0];
  for (let slice = bucket.start; slice < bucket.start + bucketMs; slice += sliceMs) {
    const price = prices.get(slice);
    for (const interval of metered.intervals) {
      const ms = overlapMs(interval, slice, slice + sliceMs);
      const amount = interval.amounts['energy'] ?? null;
      if (ms === 0 || amount === null) continue;
      const part = shareOf(amount, interval, slice, slice + sliceMs);
      drawnJ += part;
      if (interval.isBridged || price === undefined) continue;
      pricedJ += part;
      pricedMs += ms;
      usd += (price * Number(part)) / 3.6e9;
    }
  }
  return { drawnJ, pricedJ, pricedMs, usd };
}

/** The price over the time of a bucket in which it is known, USD per MWh times ms, and that time. */
export function quoteOf(prices: ReadonlyMap<number, number>, { start, dueFrom, dueMs }: Bucket) {
  let [integral, knownMs] = [0, 0];
  for (let slice = start; slice < start + bucketMs; slice += sliceMs) {
    const price = prices.get(slice);
    const ms = overlapMs({ from: slice, to: slice + sliceMs }, dueFrom, dueFrom + dueMs);
    if (price === undefined) continue;
    integral += price * ms;
    knownMs += ms;
  }
  return { integral, knownMs };
}

const longestMs = 86_400_000;

/** USD per PH and day at the end of a bucket, from the latest row that is at most a day old; null without one. */
export function hashpriceOf(chain: readonly ChainRow[], bucket: Bucket): number | null {
  const end = bucket.start + bucketMs;
  let latest: ChainRow | undefined;
  for (const row of chain) {
    if (row.observed_at <= end && row.observed_at >= (latest?.observed_at ?? end - longestMs)) latest = row;
  }
  if (!latest) return null;
  const blocks = (86_400 * 1e15) / (latest.difficulty * 2 ** 32);
  return (blocks * (latest.subsidy_sat + latest.fee_sat) * latest.price_usd) / 1e8;
}
