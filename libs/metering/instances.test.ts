import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type InstanceActivity, mergeReadings, Meter, type Poll, type Reading } from '#metering';

const pollMs = 30_000;
const meter = new Meter({ deviceClass: 'gpu', pollMs });

const pollOf = (at: number, instances: readonly InstanceActivity[] | undefined, uuid = 'GPU-a'): Poll => ({
  device: 'g/0',
  at,
  monotonicMs: at,
  process: 'run',
  boot: { id: uuid, identity: uuid, uptimeMs: null },
  counters: {},
  gauges: { sm: 0.5 },
  ...(instances && { instances }),
});
const instance = (id: string, slices: number, active: number): InstanceActivity => ({ id, slices, active });

/** State as a collector keeps it between polls. */
function readingsOf(polls: readonly Poll[]): Reading[] {
  const [first, ...others] = polls;
  if (!first) return [];
  let state = meter.start(first);
  return others.flatMap((poll) => {
    state = JSON.parse(JSON.stringify(state)) as typeof state;
    return meter.step(state, poll) ?? [];
  });
}
const timesOf = (readings: readonly Reading[]): unknown[] => readings.map(({ instances }) => instances);

test('what an instance was doing at a poll counts until the next one', () => {
  const readings = readingsOf([
    pollOf(0, [instance('1', 3, 0.5), instance('2', 1, 0)]),
    pollOf(30_000, [instance('1', 3, 1), instance('2', 1, 0.1)]),
    pollOf(50_000, [instance('5', 4, 0.2)]),
    pollOf(80_000, undefined),
    pollOf(110_000, undefined),
  ]);
  const time = (id: string, slices: number, activeMs: number) => ({ id, slices, activeMs });
  expect(timesOf(readings)).toEqual([
    [time('1', 3, 15_000), time('2', 1, 0)],
    [time('1', 3, 20_000), time('2', 1, 2_000)],
    [time('5', 4, 6_000)],
    undefined,
  ]);
});

test('it is held for three polls at most, and not at all where another board answers', () => {
  const busy = [instance('1', 7, 1)];
  const readings = readingsOf([pollOf(0, busy), pollOf(600_000, busy), pollOf(630_000, busy, 'GPU-b')]);
  expect(timesOf(readings)).toEqual([[{ id: '1', slices: 7, activeMs: 90_000 }], undefined]);
  expect(readings[0]?.observedMs).toBe(90_000);
});

test('rounding leaves nothing out and adds nothing, however often it is polled', () => {
  const polls = fc.array(
    fc.record({ afterMs: fc.integer({ min: 1, max: 60_000 }), active: fc.integer({ max: 1000, min: 0 }) }),
  );
  fc.assert(
    fc.property(polls, (steps) => {
      let at = 0;
      let exact = 0;
      const polled = [pollOf(0, [instance('1', 1, 0.123)])];
      let held = 123;
      for (const { afterMs, active } of steps) {
        at += afterMs;
        exact += held * afterMs;
        held = active;
        polled.push(pollOf(at, [instance('1', 1, active / 1000)]));
      }
      const metered = readingsOf(polled).reduce((sum, { instances }) => sum + (instances?.[0]?.activeMs ?? 0), 0);
      expect(Math.abs(metered - exact / 1000)).toBeLessThanOrEqual(0.5);
    }),
  );
});

test('merged readings have the times of both, and none where one does not know them', () => {
  const [first, second, third] = readingsOf([
    pollOf(0, [instance('1', 3, 0.5), instance('2', 1, 0.1)]),
    pollOf(30_000, [instance('1', 3, 1)]),
    pollOf(60_000, undefined),
    pollOf(90_000, undefined),
  ]);
  if (!first || !second || !third) throw new Error('three readings');
  expect(mergeReadings(first, second, pollMs).instances).toEqual([
    { id: '1', slices: 3, activeMs: 45_000 },
    { id: '2', slices: 1, activeMs: 3_000 },
  ]);
  expect(mergeReadings(second, third, pollMs)).not.toHaveProperty('instances');
});
