import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bucket } from './bucket.ts';
import { quarterMs } from './dirty.ts';
import type { BlockRow, ChainRow } from './inputs.ts';
import { type Network, networksOf } from './network.ts';
import { scaled } from './scaled.ts';

const start = 1_749_556_800_000;
const minuteMs = 60_000;
const difficulty = 1.25e14;

const bucketAt = (index: number, due: readonly [number, number] = [0, 15]): Bucket => {
  const from = start + index * quarterMs;
  const [dueFrom, dueTo] = [from + due[0] * minuteMs, from + due[1] * minuteMs];
  const rest = { longestMs: 0, readings: 1, marketRows: 0, eventRows: 0, version: 1n };
  return { from, to: from + quarterMs, dueFrom, dueTo, dueMs: dueTo - dueFrom, ...rest };
};

/** A block between two minutes after the start. */
const block = (height: number, from: number, to: number, more: Partial<BlockRow> = {}): BlockRow => ({
  started_ms: start + from * minuteMs,
  ended_ms: start + to * minuteMs,
  height,
  rows: 1,
  hash: `${height}`,
  difficulty,
  subsidy_sat: 312_500_000,
  fee_sat: 2_500_000,
  orphans: null,
  finder: null,
  price_usd: null,
  ...more,
});
const price = (minute: number, price_usd: number): ChainRow => ({
  observed_ms: start + minute * minuteMs,
  difficulty: null,
  subsidy_sat: null,
  fee_sat: null,
  price_usd,
});

const one = (blocks: readonly BlockRow[], chain: readonly ChainRow[] = [], bucket = bucketAt(0)): Network =>
  networksOf([bucket], { blocks, chain })[0] as Network;

describe('the network in a bucket', () => {
  test('counts a block where its median time lies, an edge belonging to the bucket that it ends', () => {
    const blocks = [block(1, -5, 5), block(2, 5, 15), block(3, 15, 16)];
    const networks = networksOf([bucketAt(0), bucketAt(1)], { blocks, chain: [] });
    expect(networks.map((network) => network.blocks)).toEqual([2, 1]);
    expect(networks.map(({ ms }) => ms / minuteMs)).toEqual([15, 1]);
  });

  test('knows a time only between blocks that follow one another', () => {
    expect(one([block(1, 0, 5), block(7, 10, 12)]).ms).toBe(7 * minuteMs);
  });

  test('counts a block of no length', () => {
    expect(one([block(1, 0, 5), block(2, 5, 5), block(3, 5, 15)])).toMatchObject({ blocks: 3, ms: 15 * minuteMs });
  });

  test('takes of several blocks at a height the last, and counts the others as lost', () => {
    const replaced = [block(1, 0, 5), block(1, 0, 7, { hash: 'other', fee_sat: 9 }), block(2, 7, 15, { orphans: 2 })];
    expect(one(replaced)).toMatchObject({ blocks: 2, orphans: 3, fees: { sat: 2_500_009 } });
  });

  test('takes a block that is told again with more about it once', () => {
    expect(one([block(1, 0, 15), block(1, 0, 15, { orphans: 1 })])).toMatchObject({ blocks: 1, orphans: 1 });
  });

  test('is that of the part of the bucket that is due', () => {
    const due = bucketAt(0, [5, 10]);
    expect(one([block(1, 0, 4), block(2, 4, 8), block(3, 8, 15)], [price(-60, 1e5)], due)).toMatchObject({
      blocks: 1,
      ms: 5 * minuteMs,
      btcUsd: { ms: 5 * minuteMs, integral: scaled(1e5) * BigInt(5 * minuteMs) },
    });
  });

  test('values a block at the price last seen by its median time, and not at one that was not known yet, or is a day old', () => {
    const blocks = [block(1, 0, 5), block(2, 5, 10)];
    const usdOf = (chain: readonly ChainRow[]): bigint => one(blocks, chain).priced.usd;
    expect(usdOf([price(-1, 1e5), price(6, 9e4)])).toBe(scaled(3.15 * (1e5 + 9e4)));
    expect(usdOf([price(6, 9e4)])).toBe(scaled(3.15 * 9e4));
    expect(one(blocks, [price(6, 9e4)]).priced.ms).toBe(5 * minuteMs);
    expect(usdOf([price(-24 * 60, 1e5)])).toBe(0n);
  });

  test('gives every block of an unknown finder a name of its own, and leaves out those of which nothing is told', () => {
    const blocks = [
      block(1, 0, 2, { finder: 'a' }),
      block(2, 2, 4, { finder: 'unknown' }),
      block(3, 4, 6, { finder: 'unknown' }),
      block(4, 6, 15),
    ];
    const { pools } = one(blocks);
    expect([...pools.blocks.values()]).toEqual([1, 1, 1]);
    expect(pools.ms).toBe(6 * minuteMs);
  });

  test('without blocks and prices is unknown', () => {
    expect(one([])).toMatchObject({ ms: 0, blocks: 0, btcUsd: { ms: 0 }, hashprice: { ms: 0 } });
  });
});

const steps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 });
test('whatever the buckets and the order that blocks of different heights come in, blocks, their work and their time add up', () => {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.integer()), (minutes, shuffle) => {
      let at = -20;
      const blocks = minutes.map((step, index) => block(index, at, (at += step), { difficulty: 1e14 + index }));
      const count = Math.ceil((at + 40) / 15);
      const buckets = Array.from({ length: count + 2 }, (_, index) => bucketAt(index - 2));
      const mixed = blocks
        .map((each) => ({ each, key: shuffle.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ each }) => each);
      const networks = networksOf(buckets, { blocks: mixed, chain: [] });
      const sum = (of: (network: Network) => number): number => networks.reduce((total, one) => total + of(one), 0);
      expect(sum((network) => network.blocks)).toBe(blocks.length);
      expect(sum(({ ms }) => ms)).toBe((at + 20) * minuteMs);
      const work = networks.reduce((total, network) => total + network.difficulty, 0n);
      expect(work).toBe(blocks.reduce((total, each) => total + scaled(each.difficulty), 0n));
    }),
  );
});
