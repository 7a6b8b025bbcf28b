import type { Fact } from '#register';
import type { Bucket } from './bucket.ts';
import type { ChainRow } from './inputs.ts';

type ByChain = (buckets: readonly Bucket[], rows: readonly ChainRow[]) => number[];

const satPerBtc = 1e8;

type Term = Fact<'chain_terms'>;

const inSat = (btc: number | undefined): number | null => (btc === undefined ? null : Math.round(btc * satPerBtc));

/**
 * The terms that hold at the start of a bucket, as a row that a feed would have told then. Each figure is of the last that has it, and what is derived
 * is behind all that is told.
 */
function termsAt(terms: readonly Term[], { from: at }: Bucket): ChainRow | undefined {
  const held = terms.filter(({ from, to }) => from <= at && at < to);
  if (held.length === 0) return undefined;
  const ranked = [...held.filter(isDerived), ...held.filter((term) => !isDerived(term))];
  const last = <Key extends keyof Term>(key: Key): Term[Key] | undefined =>
    ranked.findLast((term) => term[key] !== undefined)?.[key];
  return {
    observed_ms: at,
    difficulty: last('difficulty') ?? null,
    subsidy_sat: inSat(last('subsidy_btc')),
    fee_sat: inSat(last('fee_btc') ?? 0),
    price_usd: last('btc_usd') ?? null,
  };
}

const isDerived = ({ basis }: Term): boolean => basis === 'derived';

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
