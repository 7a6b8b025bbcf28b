import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holmLevels, tailOf } from './holm.ts';

const level = 0.95;
const rounded = (levels: readonly number[]): number[] => levels.map((each) => Number(each.toFixed(4)));

describe('numbers judged together', () => {
  test('alone keep their level', () => {
    expect(rounded(holmLevels([0.2], level))).toEqual([0.95]);
    expect(holmLevels([], level)).toEqual([]);
  });

  test('the rarest of three has a third of the risk, the next a half, the last all of it', () => {
    expect(rounded(holmLevels([0.03, 0.001, 0.02], level))).toEqual([0.95, 0.9833, 0.975]);
  });

  test('after one that fails none has a narrower interval', () => {
    expect(rounded(holmLevels([0.001, 0.03, 0.04], level))).toEqual([0.9833, 0.975, 0.975]);
    expect(rounded(holmLevels([0.3, 0.3, 0.3], level))).toEqual([0.9833, 0.9833, 0.9833]);
  });

  test('property: those that pass are those of which the adjusted p is small enough', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-4, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }), (tails) => {
        const levels = holmLevels(tails, level);
        const order = tails.map((tail, at) => ({ tail, at })).sort((one, other) => one.tail - other.tail);
        let adjusted = 0;
        for (const [rank, { tail, at }] of order.entries()) {
          adjusted = Math.max(adjusted, (tails.length - rank) * tail);
          fc.pre(Math.abs(adjusted - 0.05) > 1e-9);
          expect(tail <= 1 - (levels[at] ?? 1)).toBe(adjusted <= 0.05);
        }
      }),
    );
  });

  test('a tail is how rare draws on the other side are, counted on both, and never 0', () => {
    const draws = [-1, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(tailOf(draws, 0)).toBeCloseTo((2 * (1 + 1)) / 10, 12);
    expect(tailOf(draws, -5)).toBeCloseTo(2 / 10, 12);
    expect(tailOf(draws, 4)).toBe(1);
  });
});
