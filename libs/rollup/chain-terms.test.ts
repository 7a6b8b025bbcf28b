import { describe, expect, test } from '@jest/globals';
import type { Bucket } from './bucket.ts';
import { byChain } from './chain-terms.ts';
import { rewardsOf } from './coins.ts';
import type { ChainRow } from './inputs.ts';
import { hashpricesOf } from './money.ts';

const quarterMs = 900_000;
const dayMs = 86_400_000;
const bucketsFrom = (from: number, count: number): Bucket[] =>
  Array.from({ length: count }, (_, at) => {
    const [start, end] = [from + at * quarterMs, from + (at + 1) * quarterMs];
    return { from: start, to: end, dueFrom: start, dueTo: end, dueMs: quarterMs } as Bucket;
  });
const term = { difficulty: 1e14, subsidy_btc: 3.125, fee_btc: 0.03, btc_usd: 100_000 };
const terms = [
  { ...term, from: 0, to: 2 * quarterMs },
  { ...term, difficulty: 2e14, from: 2 * quarterMs, to: 3 * quarterMs },
];
const row = (observed_ms: number, difficulty: number | null): ChainRow => ({
  observed_ms,
  difficulty,
  subsidy_sat: 312_500_000,
  fee_sat: 3_000_000,
  price_usd: 100_000,
});

describe('terms of the register', () => {
  test('stand in for a feed that is not there, each while it holds', () => {
    const [first, second, third, fourth] = byChain(bucketsFrom(0, 4), [], { terms, of: hashpricesOf });
    expect(first).toBeCloseTo((86_400e15 * 3.155 * 100_000) / (1e14 * 2 ** 32), 9);
    expect(second).toBe(first);
    expect(third).toBeCloseTo((first ?? 0) / 2, 9);
    expect(fourth).toBe(0);
  });

  test('that are derived give difficulty and subsidy where those that are told do not, and never a price', () => {
    const { fee_btc: _, btc_usd: price, ...rest } = term;
    const derived = { ...rest, basis: 'derived' as const, from: 0, to: Infinity };
    const told = [
      { btc_usd: price, from: quarterMs, to: 2 * quarterMs },
      { ...term, difficulty: 2e14, from: 2 * quarterMs, to: 3 * quarterMs },
    ];
    for (const all of [
      [...told, derived],
      [derived, ...told],
    ]) {
      const in15 = (of: typeof hashpricesOf) => byChain(bucketsFrom(0, 4), [], { terms: all, of });
      const btc = (86_400e15 * 3.125) / (1e14 * 2 ** 32);
      const prices = in15(hashpricesOf);
      expect(prices[0]).toBe(0);
      expect(prices[1]).toBeCloseTo(btc * price, 9);
      expect(prices[2]).toBeCloseTo((btc * price * 3.155) / 3.125 / 2, 9);
      expect(prices[3]).toBe(0);
      const inBtc = in15((some, rows) => hashpricesOf(some, rows, 'btc'));
      expect([inBtc[0], inBtc[3]]).toEqual([expect.closeTo(btc, 12), expect.closeTo(btc, 12)]);
    }
  });

  test('give way to what a feed has told at most 24 h before, and stand in behind it', () => {
    const buckets = bucketsFrom(dayMs, 2);
    const always = [{ ...term, from: 0, to: Infinity }];
    const told = byChain(buckets, [row(quarterMs, 4e14)], { terms: always, of: rewardsOf });
    expect((told[1] ?? 0) / (told[0] ?? 1)).toBeCloseTo(4, 9);
  });

  test('leave what a feed tells as it is where there are none', () => {
    const told = byChain(bucketsFrom(0, 2), [row(0, null)], { terms: [], of: hashpricesOf });
    expect(told).toEqual([0, 0]);
  });
});
