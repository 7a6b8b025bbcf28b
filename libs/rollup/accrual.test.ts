import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accrued, accruedHourly, heldIn, monthsOf } from './accrual.ts';
import { total } from './apportion.ts';
import type { Bucket } from './bucket.ts';
import { recoveryFactor } from './finance.ts';

const bucket = (dueFrom: number, dueTo: number): Bucket => ({
  from: 0,
  to: 900_000,
  dueFrom,
  dueTo,
  dueMs: dueTo - dueFrom,
  longestMs: 0,
  readings: 1,
  marketRows: 0,
  eventRows: 0,
  version: 1n,
});

describe('an amount that accrues', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 2_675_999_999 }), { maxLength: 20 });
  const amounts = fc.double({ min: -1e9, max: 1e9, noNaN: true });

  test('adds up to the whole over any parts of its time', () => {
    fc.assert(
      fc.property(amounts, cuts, (amount, inner) => {
        const month = { from: 0, to: 2_676_000_000 };
        const ends = [...[...inner].sort((a, b) => a - b), month.to];
        const parts = ends.map((to, index) => accrued(amount, { from: ends[index - 1] ?? 0, to }, month));
        expect(total(parts)).toBe(accrued(amount, month, month));
      }),
    );
  });

  test('by the hour comes to its rate in each hour', () => {
    expect(accruedHourly(20, { from: 7_200_000, to: 8_100_000 })).toBe(5_000_000_000_000n);
  });
});

test('a fact holds in the due part of a bucket only', () => {
  const facts = [
    { from: 0, to: 300_000 },
    { from: 300_000, to: Infinity },
    { from: 600_000, to: Infinity },
  ];
  expect(heldIn(facts, bucket(200_000, 600_000)).map(({ from, to }) => [from, to])).toEqual([
    [200_000, 300_000],
    [300_000, 600_000],
  ]);
});

describe('a month of site time', () => {
  const hours = ({ from, to }: { from: number; to: number }): number => (to - from) / 3_600_000;

  test('lacks an hour in spring and has one more in autumn', () => {
    const monthOf = monthsOf('America/Chicago');
    expect(hours(monthOf(Date.UTC(2026, 2, 15)))).toBe(31 * 24 - 1);
    expect(hours(monthOf(Date.UTC(2026, 10, 15)))).toBe(30 * 24 + 1);
  });

  test('begins at midnight of the site, before that of UTC in the east', () => {
    const monthOf = monthsOf('Asia/Kolkata');
    expect(monthOf(Date.UTC(2026, 0, 31, 18, 30)).from).toBe(Date.UTC(2026, 0, 31, 18, 30));
    expect(monthOf(Date.UTC(2026, 0, 31, 18, 29)).to).toBe(Date.UTC(2026, 0, 31, 18, 30));
  });
});

test('a capital comes back in equal parts, of which more are of interest the dearer it is', () => {
  expect(recoveryFactor(0, 5)).toBe(0.2);
  expect(recoveryFactor(0.1, 4)).toBeCloseTo(0.315470803706, 12);
  // What is owed after the last year is nothing.
  const owed = [1, 2, 3, 4].reduce((debt) => debt * 1.1 - recoveryFactor(0.1, 4), 1);
  expect(owed).toBeCloseTo(0, 12);
});
