import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parting } from '#runtime';

test('parts by weight add up to the whole, and none is more than 1 from its exact share', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 40n }), { minLength: 1 }),
      (whole, weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0n);
        fc.pre(total > 0n);
        const next = parting(whole, total);
        const parts = weights.map(next);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
        parts.forEach((part, index) => {
          const distance = part * total - whole * (weights[index] ?? 0n);
          expect(distance <= total && distance >= -total).toBe(true);
        });
      },
    ),
  );
});
