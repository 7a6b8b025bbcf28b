import { describe, expect, test } from '@jest/globals';
import { Buckets, merged, pieces, quarterMs } from './dirty.ts';

describe('dirty buckets', () => {
  test('are those that a half-open span touches: one that ends on a boundary does not touch the next', () => {
    const buckets = new Buckets();
    buckets.add({ from: quarterMs / 2, to: quarterMs });
    expect(buckets.ranges()).toEqual([{ from: 0, to: quarterMs }]);
    buckets.add({ from: quarterMs, to: quarterMs + 1 });
    expect(buckets.ranges()).toEqual([{ from: 0, to: 2 * quarterMs }]);
  });

  test('merge with their neighbours and keep gaps', () => {
    const buckets = new Buckets();
    for (const bucket of [7, 1, 0, 5, 6]) buckets.add({ from: bucket * quarterMs, to: (bucket + 1) * quarterMs });
    expect(buckets.ranges().map(({ from, to }) => [from / quarterMs, to / quarterMs])).toEqual([
      [0, 2],
      [5, 8],
    ]);
    expect(merged(buckets.ranges(), 3 * quarterMs)).toEqual([{ from: 0, to: 8 * quarterMs }]);
    expect(buckets.hull()).toEqual({ from: 0, to: 8 * quarterMs });
  });

  test('are cut into pieces that cover the range once', () => {
    const cut = pieces({ from: 0, to: 5 * quarterMs }, 2);
    expect(cut.map(({ from, to }) => [from / quarterMs, to / quarterMs])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
  });
});
