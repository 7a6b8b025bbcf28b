import { expect, test } from '@jest/globals';
import { Changes, Unrolled } from './changes.ts';
import { quarterMs } from './dirty.ts';
import { minuteMs } from './orders.ts';

const hull = { from: 0, to: 8 * quarterMs };
const marked = (from: number, to: number): Changes => {
  const changes = new Changes();
  changes.addRead({ from, to });
  return changes;
};

test('of readings that came, the minutes that they touch are others', () => {
  const unrolled = new Unrolled();
  unrolled.add(marked(quarterMs + 90_500, quarterMs + 150_000), { epoch: 0, hull });
  unrolled.add(marked(quarterMs + 150_000, quarterMs + 210_001), { epoch: 0, hull });
  expect(unrolled.minutes()).toEqual([{ from: quarterMs + minuteMs, to: quarterMs + 4 * minuteMs }]);
});

test('of a bucket that something else changed, all minutes may be others', () => {
  const stale = new Changes();
  stale.addStale({ from: 0, to: quarterMs });
  const unrolled = new Unrolled();
  unrolled.add(marked(3 * quarterMs, 3 * quarterMs + minuteMs), { epoch: 0, hull });
  unrolled.add(stale, { epoch: 0, hull });
  expect(unrolled.minutes()).toEqual([
    { from: 0, to: quarterMs },
    { from: 3 * quarterMs, to: 3 * quarterMs + minuteMs },
  ]);
});

test('what could not be recomputed is dirty with all that it was to be compared with, and as a whole', () => {
  const failed = marked(quarterMs, quarterMs + 1000);
  failed.addReview(500);
  const changes = marked(5 * quarterMs, 5 * quarterMs + 1000);
  changes.addAll(failed.buckets, failed.takeReview());
  expect(changes.takeReview()).toBe(500);
  expect(changes.read).toBeUndefined();
  expect(changes.buckets.ranges()).toEqual([
    { from: quarterMs, to: 2 * quarterMs },
    { from: 5 * quarterMs, to: 6 * quarterMs },
  ]);
});
