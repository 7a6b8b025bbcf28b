import { describe, expect, test } from '@jest/globals';
import { Lane } from './lane.ts';
import { nextSlot, spreadOf } from './schedule.ts';

const slot = { last: -Infinity, periodMs: 60_000, offsetMs: 0, failures: 0 };

describe('the next poll', () => {
  test.each([
    ['is at the next multiple of the period', { now: 61_000 }, 120_000],
    ['is after the slot that was asked last, though a timer fired early', { now: 119_999, last: 120_000 }, 180_000],
    ['keeps the place of its device within the spread', { now: 120_400, offsetMs: 500 }, 120_500],
    ['is two periods on after one failure', { now: 61_000, failures: 1 }, 180_000],
    ['is never more than five minutes on', { now: 61_000, failures: 30 }, 360_000],
    ['is one period on when that is longer than five minutes', { now: 1, failures: 9, periodMs: 900_000 }, 900_000],
  ])('%s', (_, change, expected) => {
    expect(nextSlot({ ...slot, ...change })).toBe(expected);
  });

  const placesOf = (devices: number, periodMs: number): number[] =>
    Array.from({ length: devices }, (_, i) => spreadOf(`miner-${i}`, { periodMs, devices }));

  test('of a few devices is within a tenth of the period, a second at most', () => {
    const places = placesOf(100, 5_000);
    expect(Math.max(...places)).toBeLessThan(500);
    expect(new Set(places).size).toBeGreaterThan(50);
    expect(Math.max(...placesOf(200, 3_600_000))).toBeLessThan(1_000);
  });

  test('of many devices is spread so that a core can ask them, within the period', () => {
    const perSecond = new Map<number, number>();
    for (const place of placesOf(12_000, 60_000))
      perSecond.set(Math.floor(place / 1000), (perSecond.get(Math.floor(place / 1000)) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThan(300);
    expect(Math.max(...perSecond.keys())).toBeLessThan(54);
    expect(Math.max(...placesOf(100_000, 10_000))).toBeLessThan(9_000);
  });
});

test('a lane runs as many tasks as it is wide, in the order they came, failures included', async () => {
  const lane = new Lane(2);
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const task = (i: number) => () => {
    began.push(i);
    return new Promise<number>((resolve, reject) =>
      ends.push(i === 0 ? () => reject(new Error('0')) : () => resolve(i)),
    );
  };
  const all = [0, 1, 2, 3].map((i) => lane.run(task(i)).catch(() => -1));
  expect(began).toEqual([0, 1]);
  ends[0]?.();
  await all[0];
  expect(began).toEqual([0, 1, 2]);
  ends[1]?.();
  ends[2]?.();
  await all[2];
  expect(began).toEqual([0, 1, 2, 3]);
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([-1, 1, 2, 3]);
});
