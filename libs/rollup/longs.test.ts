import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addNumber, newLongs, numberAt, viewOf, WholeSum } from './longs.ts';

test('sums in halves are those of bigints, carries and all', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (wholes) => {
      const longs = newLongs(1);
      for (const whole of wholes) addNumber(longs, 0, whole);
      const expected = wholes.reduce((sum, whole) => sum + BigInt(whole), 0n);
      expect(longs.values[0]).toBe(BigInt.asIntN(64, expected));
      if (expected <= BigInt(Number.MAX_SAFE_INTEGER)) expect(numberAt(longs, 0)).toBe(Number(expected));
    }),
  );
});

test('a sum of whole numbers is that of bigints, however large they are and in whatever order', () => {
  const edge = fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n });
  const whole = fc.oneof(edge, fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), fc.maxSafeInteger().map(BigInt));
  fc.assert(
    fc.property(fc.array(whole), (wholes) => {
      const sum = new WholeSum();
      const longs = viewOf(BigInt64Array.from(wholes));
      wholes.forEach((_, at) => sum.add(longs, at));
      expect(sum.value).toBe(wholes.reduce((total, each) => total + each, 0n));
    }),
  );
});
