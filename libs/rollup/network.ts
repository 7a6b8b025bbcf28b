import { hashpriceBtc } from '#market';
import { asOf, type Seen } from './as-of.ts';
import { blockSpan, type Bucket } from './bucket.ts';
import { quarterMs } from './dirty.ts';
import type { BlockRow, ChainRow } from './inputs.ts';
import { toScaled } from './money.ts';
import { scaled } from './scaled.ts';
import type { Integral } from './slices.ts';

const satPerBtc = 100_000_000n;
/** What mempool calls a miner that left no mark. */
const unknownFinder = 'unknown';

/** Blocks in a bucket of which something is known, and the time since the blocks before them within the bucket. */
interface Known {
  readonly ms: number;
  readonly blocks: number;
}

/** The network in a bucket; of a time of 0 nothing is known. Difficulties and USD are in units of 10^-12. */
export interface Network extends Known {
  readonly orphans: number;
  readonly subsidySat: number;
  readonly difficulty: bigint;
  readonly fees: Known & { readonly sat: number };
  /** Blocks whose fees and price are known. */
  readonly priced: { readonly ms: number; readonly usd: bigint; readonly difficulty: bigint };
  /** Blocks by who found them; one of an unknown finder is its own. */
  readonly pools: { readonly ms: number; readonly blocks: ReadonlyMap<string, number> };
  /** Integral of 1 / difficulty over the time, in ms. */
  readonly easeMs: number;
  /** BTC per PH and day, and USD per BTC. */
  readonly hashprice: Integral;
  readonly btcUsd: Integral;
}

const unknown: Integral = { ms: 0, integral: 0n };
export const noNetwork: Network = {
  ms: 0,
  blocks: 0,
  orphans: 0,
  subsidySat: 0,
  difficulty: 0n,
  fees: { ms: 0, blocks: 0, sat: 0 },
  priced: { ms: 0, usd: 0n, difficulty: 0n },
  pools: { ms: 0, blocks: new Map() },
  easeMs: 0,
  hashprice: unknown,
  btcUsd: unknown,
};

/** A block of the chain in force, with how many lost at its height and what a bitcoin cost when it counts. */
interface BlockInForce extends BlockRow {
  readonly lost: number;
  readonly usd: number | null;
}

function inForce(rows: readonly BlockRow[], prices: readonly Seen<number>[]): BlockInForce[] {
  const hashes = new Map<number, Set<string>>();
  for (const { height, hash } of rows) hashes.set(height, (hashes.get(height) ?? new Set<string>()).add(hash));
  const latest = new Map(rows.map((row) => [row.height, row]));
  return [...latest.values()].map((row) => ({
    ...row,
    lost: Math.max((hashes.get(row.height)?.size ?? 1) - 1, row.orphans ?? 0),
    usd: row.price_usd ?? asOf(prices, row.ended_ms) ?? null,
  }));
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
const sumBig = <Item>(items: readonly Item[], of: (item: Item) => bigint): bigint =>
  items.reduce((total, item) => total + of(item), 0n);

/** USD of 10^-12 that a block pays. */
const worth = ({ subsidy_sat, fee_sat, usd }: BlockInForce): bigint =>
  (BigInt(subsidy_sat + (fee_sat ?? 0)) * scaled(usd ?? 0)) / satPerBtc;

function finders(blocks: readonly BlockInForce[]): Map<string, number> {
  const tally = new Map<string, number>();
  for (const { finder, height } of blocks) {
    const name = finder === unknownFinder ? `${unknownFinder} ${height}` : (finder ?? '');
    tally.set(name, (tally.get(name) ?? 0) + 1);
  }
  return tally;
}

/** What the blocks that bear on a bucket say of it. */
function blocksOf(bearing: readonly BlockInForce[], { dueFrom, dueTo }: Bucket): Omit<Network, 'hashprice' | 'btcUsd'> {
  const msOf = ({ started_ms, ended_ms }: BlockInForce): number =>
    Math.max(Math.min(ended_ms, dueTo) - Math.max(started_ms, dueFrom), 0);
  // While a chain is being replaced, blocks of both may lie over one another.
  const timeOf = (blocks: readonly BlockInForce[]): number => Math.min(sum(blocks, msOf), dueTo - dueFrom);
  const counted = bearing.filter(({ ended_ms }) => ended_ms > dueFrom && ended_ms <= dueTo);
  const hasFees = ({ fee_sat }: BlockInForce): boolean => fee_sat !== null;
  const isPriced = (block: BlockInForce): boolean => hasFees(block) && block.usd !== null;
  const isFound = ({ finder }: BlockInForce): boolean => finder !== null;
  const [paying, priced] = [counted.filter(hasFees), counted.filter(isPriced)];
  return {
    ms: timeOf(bearing),
    blocks: counted.length,
    orphans: sum(counted, ({ lost }) => lost),
    subsidySat: sum(counted, ({ subsidy_sat }) => subsidy_sat),
    difficulty: sumBig(counted, ({ difficulty }) => scaled(difficulty)),
    fees: {
      ms: timeOf(bearing.filter(hasFees)),
      blocks: paying.length,
      sat: sum(paying, ({ fee_sat }) => fee_sat ?? 0),
    },
    priced: {
      ms: timeOf(bearing.filter(isPriced)),
      usd: sumBig(priced, worth),
      difficulty: sumBig(priced, ({ difficulty }) => scaled(difficulty)),
    },
    pools: { ms: timeOf(bearing.filter(isFound)), blocks: finders(counted.filter(isFound)) },
    easeMs: sum(bearing, (block) => msOf(block) / block.difficulty),
  };
}

/** By bucket: the blocks that bear on it. */
function bearing(buckets: readonly Bucket[], blocks: readonly BlockInForce[]): BlockInForce[][] {
  const of = buckets.map((): BlockInForce[] => []);
  const origin = (buckets[0]?.from ?? 0) / quarterMs;
  for (const block of blocks) {
    const { first, last } = blockSpan(block);
    for (let at = Math.max(first - origin, 0); at <= Math.min(last - origin, of.length - 1); at++) of[at]?.push(block);
  }
  return of;
}

/** Over the part of a bucket that is due, of the last value seen by its end. */
const heldOver = (seen: readonly Seen<number>[], { to, dueMs }: Bucket): Integral => {
  const value = asOf(seen, to);
  return value === undefined ? unknown : { ms: dueMs, integral: toScaled(value * dueMs) };
};

/** The network of a bucket with a hashprice in bitcoin, 0 where it is not known, in place of one that blocks and feed do not tell. */
export const withHashprice = (network: Network, btc: number, { dueMs }: Bucket): Network =>
  network.hashprice.ms > 0 || btc === 0
    ? network
    : { ...network, hashprice: { ms: dueMs, integral: toScaled(btc * dueMs) } };

/** The network in each bucket of a range: from the blocks, and from what was last seen of the chain's state, at most 24 h before. */
export function networksOf(
  buckets: readonly Bucket[],
  inputs: { readonly blocks: readonly BlockRow[]; readonly chain: readonly ChainRow[] },
): Network[] {
  const prices = inputs.chain.flatMap(({ observed_ms: seenMs, price_usd: value }) =>
    value === null ? [] : [{ seenMs, value }],
  );
  const hashprices = inputs.chain.flatMap(({ observed_ms: seenMs, difficulty, subsidy_sat, fee_sat }) =>
    difficulty === null || subsidy_sat === null || fee_sat === null
      ? []
      : [{ seenMs, value: hashpriceBtc({ difficulty, subsidySat: subsidy_sat, feeSat: fee_sat }) }],
  );
  const blocks = bearing(buckets, inForce(inputs.blocks, prices));
  return buckets.map((bucket, at) => ({
    ...blocksOf(blocks[at] ?? [], bucket),
    hashprice: heldOver(hashprices, bucket),
    btcUsd: heldOver(prices, bucket),
  }));
}
