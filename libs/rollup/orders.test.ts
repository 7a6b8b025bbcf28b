import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SiteEvent } from './events.ts';
import { borneOn, hourMs, leadOf, minuteMs, minutesFor, type Order } from './orders.ts';

const quarterMs = 15 * minuteMs;
const order = (start: number, end: number): Order => ({
  reason: 'economic',
  scope: 'site',
  start: start * minuteMs,
  end: end * minuteMs,
  setpointW: null,
});
const event = (revisions: readonly (readonly [number, number])[]): SiteEvent => {
  const spans = revisions.map(([from, to]): [number, number] => [from * minuteMs, to * minuteMs]);
  const [start_ms, end_ms] = spans.at(-1) ?? [0, 0];
  return {
    rows: spans.length,
    first_ms: Math.min(...spans.map(([from]) => from)),
    last_ms: Math.max(...spans.map(([, to]) => to)),
    kind: 'curtailment',
    scope: 'site',
    start_ms,
    end_ms,
    is_open: false,
    reason: 'economic',
    setpoint_w: null,
    was_order: true,
    revisions: spans,
  };
};

describe('the lead of an order', () => {
  const first = order(0, 30);

  test('is its own start where the hour before was free', () => {
    expect(leadOf(order(90, 120), [first, order(90, 120)], 0)).toBe(90 * minuteMs);
  });

  test('is that of the first of those that follow one another within the hour', () => {
    const [second, third] = [order(89, 120), order(100, 200)];
    expect(leadOf(third, [third, second, first], 0)).toBe(0);
  });

  test('is not looked up where it is too long ago', () => {
    const month = order(0, 40 * 24 * 60);
    expect(leadOf(month, [month], 32 * 24 * hourMs)).toBeUndefined();
    expect(leadOf(month, [month], 31 * 24 * hourMs)).toBe(0);
  });
});

const span = fc
  .tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 200 }))
  .map(([start, length]): readonly [number, number] => [start, start + length]);
const revisions = fc.array(span, { minLength: 1, maxLength: 3 });

/** The minutes of ranges. */
const minutesOf = (ranges: readonly { from: number; to: number }[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const { from, to } of ranges)
    for (let at = from; at < to; at += minuteMs) counts.set(at, (counts.get(at) ?? 0) + 1);
  return counts;
};

test('with every event and revision that is learned, what is read for a bucket only grows', () => {
  fc.assert(
    fc.property(
      fc.array(revisions, { maxLength: 4 }),
      revisions,
      span,
      fc.integer({ min: 0, max: 60 }),
      (known, more, later, at) => {
        const bucket = { from: at * quarterMs, to: (at + 1) * quarterMs };
        const read = (events: readonly (readonly (readonly [number, number])[])[]): Map<number, number> =>
          minutesOf(minutesFor(bucket, events.map(event)));
        const before = read([...known, more]);
        const after = read([...known, [...more, later]]);
        for (const [minute, times] of before) expect(after.get(minute) ?? 0).toBeGreaterThanOrEqual(times);
        for (const [minute, times] of read(known)) expect(before.get(minute) ?? 0).toBeGreaterThanOrEqual(times);
      },
    ),
  );
});

test('what no revision makes an order, as a policy that follows another, is neither read for nor makes anything dirty', () => {
  const policies = Array.from({ length: 30 }, (_, day) => event([[day * 1440, (day + 1) * 1440]]));
  const events = policies.map((policy): SiteEvent => ({ ...policy, kind: 'policy', was_order: false }));
  expect(minutesFor({ from: 29 * 24 * hourMs, to: 29 * 24 * hourMs + quarterMs }, events)).toEqual([]);
  expect(borneOn(() => true, events)).toEqual([]);
});

test('whatever is read for a bucket of the time before it, makes the bucket dirty when it changes', () => {
  fc.assert(
    fc.property(fc.array(revisions, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 60 }), (known, at) => {
      const bucket = { from: at * quarterMs, to: (at + 1) * quarterMs };
      const events = known.map(event);
      for (const minute of minutesOf(minutesFor(bucket, events)).keys()) {
        const dirty = new Set([Math.floor(minute / quarterMs)]);
        for (let size = -1; size < dirty.size;) {
          size = dirty.size;
          const isDirty = (range: { from: number; to: number }): boolean =>
            [...dirty].some((quarter) => quarter * quarterMs < range.to && (quarter + 1) * quarterMs > range.from);
          for (const { from, to } of borneOn(isDirty, events))
            for (let quarter = Math.floor(from / quarterMs); quarter * quarterMs < to; quarter++) dirty.add(quarter);
        }
        expect(dirty.has(at)).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});
