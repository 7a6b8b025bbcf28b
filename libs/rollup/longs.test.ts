import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addNumber, newLongs, numberAt } from './longs.ts';

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
