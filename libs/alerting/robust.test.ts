import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { medianOf, robustDeviationOf } from './robust.ts';

const numbers = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 30 });

describe('the median', () => {
  test.each([
    [[3], 3],
    [[1, 9], 5],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])('of %j is %d', (given, median) => {
    expect(medianOf(given)).toBe(median);
  });

  test('has no more numbers on one side than on the other', () => {
    fc.assert(
      fc.property(numbers, (given) => {
        const median = medianOf(given);
        const under = given.filter((number) => number < median).length;
        const over = given.filter((number) => number > median).length;
        expect(Math.max(under, over)).toBeLessThanOrEqual(given.length / 2);
      }),
    );
  });

  test('stays among the others, however wild less than half of the numbers are', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1e6, max: 1e9 }), (given, wild) => {
        const spoilt = [...given, ...Array.from({ length: given.length - 1 }, () => wild)];
        expect(medianOf(spoilt)).toBeLessThanOrEqual(Math.max(...given));
      }),
    );
  });
});

describe('the robust deviation', () => {
  test('is that of normal numbers, half of which lie within 0.6745 of it around the middle', () => {
    expect(robustDeviationOf([-2, -0.6745, 0, 0.6745, 2])).toBeCloseTo(1, 3);
  });

  test('does not move with the numbers, and grows with them', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 9 }), (given, by, times) => {
        const deviation = robustDeviationOf(given);
        expect(robustDeviationOf(given.map((number) => number + by))).toBeCloseTo(deviation, 6);
        expect(robustDeviationOf(given.map((number) => number * times))).toBeCloseTo(deviation * times, 6);
      }),
    );
  });
});
