import type { Fact } from '#register';
import type { Bucket } from './bucket.ts';
import type { ChainRow } from './inputs.ts';

type ByChain = (buckets: readonly Bucket[], rows: readonly ChainRow[]) => number[];

const satPerBtc = 1e8;

/** The terms that hold at the start of a bucket, as a row that a feed would have told then; of several the last. */
function termsAt(terms: readonly Fact<'chain_terms'>[], { from: at }: Bucket): ChainRow | undefined {
  const held = terms.findLast(({ from, to }) => from <= at && at < to);
  return (
    held && {
      observed_ms: at,
      difficulty: held.difficulty,
      subsidy_sat: Math.round(held.subsidy_btc * satPerBtc),
      fee_sat: Math.round(held.fee_btc * satPerBtc),
      price_usd: held.btc_usd,
    }
  );
}

/** A figure of the chain by bucket, `of` the rows of the feed, and of the register's terms where these tell nothing; 0 where neither does. */
export function byChain(
  buckets: readonly Bucket[],
  rows: readonly ChainRow[],
  { terms, of }: { readonly terms: readonly Fact<'chain_terms'>[]; readonly of: ByChain },
): number[] {
  const told = of(buckets, rows);
  if (terms.length === 0) return told;
  return buckets.map((bucket, at) => {
    const known = told[at] ?? 0;
    const held = known === 0 ? termsAt(terms, bucket) : undefined;
    return held ? (of([bucket], [held])[0] ?? 0) : known;
  });
}
