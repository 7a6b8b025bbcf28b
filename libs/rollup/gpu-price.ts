import type { Bucket } from './bucket.ts';
import type { GpuPriceRow } from './inputs.ts';
import type { Inventory } from './inventory.ts';
import { latestOf } from './latest.ts';
import { scaled } from './scaled.ts';
import type { Integral } from './slices.ts';

/** The rental price of each bucket, USD per GPU hour: of the latest row of the feed, at most 24 h before its end; null where there is none. */
export const gpuPricesOf = (buckets: readonly Bucket[], rows: readonly GpuPriceRow[]): (number | null)[] =>
  latestOf(
    buckets,
    rows.map(({ observed_ms: seenMs, usd_per_gpu_hour: value }) => ({ seenMs, value })),
  );

/** What an installed GPU hour earns, USD: the price of the feed or, where that is not known, the configured rate, times the billed share; 0 where neither is known. */
export const gpuRateOf = ({ usd_per_gpu_hour, billed_share }: Inventory, price: number | null): number =>
  (price ?? usd_per_gpu_hour) * billed_share;

/** The integral of the price over what is due of a bucket. */
export const gpuQuoteOf = ({ dueMs }: Bucket, price: number | null): Integral =>
  price === null ? { ms: 0, integral: 0n } : { ms: dueMs, integral: scaled(price) * BigInt(dueMs) };

interface Quoted {
  readonly gpuQuote: Integral;
}

export const gpuPriceWholes = {
  gpu_price_ms: ({ gpuQuote }: Quoted): number => gpuQuote.ms,
};
/** In units of 10^-12. */
export const gpuPriceAmounts = {
  gpu_price_time: ({ gpuQuote }: Quoted): bigint => gpuQuote.integral,
};
