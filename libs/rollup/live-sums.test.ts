import { describe, expect, test } from '@jest/globals';
import { quarterMs } from './dirty.ts';
import { isLive, LiveSums } from './live-sums.ts';

const slots = { from: 10 * quarterMs, count: 1, widthMs: quarterMs };
const stored = (offset: number, partition = 3) => ({ partition, log: 1, offset });
const topic = 'telemetry.asic';
const basis = { revision: 1, epoch: 0 };

describe('the sums of a live bucket', () => {
  test('are not kept before it is known how far its topic is stored', () => {
    expect(new LiveSums().begin(topic, slots, basis)).toBeUndefined();
  });

  test('begin with nothing, and go on from the offset up to which all was stored when they were read', () => {
    const live = new LiveSums();
    live.store(topic, stored(40));
    const first = live.begin(topic, slots, basis);
    expect(first).toMatchObject({ below: stored(0), upto: 40 });
    live.store(topic, stored(55));
    first?.keep();
    const second = live.begin(topic, slots, basis);
    expect(second).toMatchObject({ below: stored(40), upto: 55 });
    expect(second?.kept).toBe(first?.kept);
  });

  test.each([
    ['a read failed in the middle', basis, stored(60), false],
    ['the register has another revision', { revision: 2, epoch: 0 }, stored(60), true],
    ['readings have been repaired', { revision: 1, epoch: 1 }, stored(60), true],
    ['another partition has its readings', basis, stored(60, 4), true],
  ])('begin anew where %s', (_, nowBasis, now, isWhole) => {
    const live = new LiveSums();
    live.store(topic, stored(40));
    const first = live.begin(topic, slots, basis);
    if (isWhole) first?.keep();
    live.store(topic, now);
    const second = live.begin(topic, slots, nowBasis);
    expect(second).toMatchObject({ below: { ...now, offset: 0 }, upto: 60 });
    expect(second?.kept).not.toBe(first?.kept);
  });

  test('are forgotten when they are no longer live', () => {
    const live = new LiveSums();
    live.store(topic, stored(40));
    live.begin(topic, slots, basis)?.keep();
    const bucket = { from: slots.from, to: slots.from + quarterMs };
    expect(isLive(bucket, bucket.to + quarterMs - 1)).toBe(true);
    expect(live.forget(bucket.to + quarterMs - 1)).toEqual([]);
    expect(isLive(bucket, bucket.to + quarterMs)).toBe(false);
    expect(live.forget(bucket.to + quarterMs)).toEqual([bucket]);
    expect(live.begin(topic, slots, basis)).toMatchObject({ below: stored(0) });
  });
});
