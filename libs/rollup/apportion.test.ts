import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSmall, share, shareOf } from './apportion.ts';

const ms = fc.integer({ min: 1, max: 86_400_000 });

describe('a quantity spread over a reading', () => {
  test('adds up whatever the boundaries it is cut at', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        ms,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (quantity, d, cuts) => {
          const at = [0, ...cuts.map((cut) => Math.round(cut * d)).sort((a, b) => a - b), d];
          const parts = at.slice(1).map((x1, index) => share(quantity, { x0: at[index] ?? 0, x1, d }));
          expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(quantity);
        },
      ),
    );
  });

  test('is the same in doubles wherever these are exact', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), ms, fc.double({ min: 0, max: 1, noNaN: true }), (quantity, d, cut) => {
        fc.pre(isSmall(quantity, d));
        const overlap = { x0: Math.floor(cut * d), x1: d, d };
        expect(BigInt(shareOf(quantity, overlap))).toBe(share(BigInt(quantity), overlap));
      }),
    );
  });
});
