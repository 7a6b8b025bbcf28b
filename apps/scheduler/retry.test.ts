import { expect, test } from '@jest/globals';
import { isTime } from './retry.ts';

test('a delivery that failed waits longer each time, an hour at most', () => {
  const wait = (tries: number): number =>
    [0, 1, 2, 4, 8, 16, 32, 60].find((minutes) => isTime({ tries, lastMs: 0 }, minutes * 60_000)) ?? Infinity;
  expect([0, 1, 2, 3, 4, 7, 20].map(wait)).toEqual([0, 1, 2, 4, 8, 60, 60]);
});
