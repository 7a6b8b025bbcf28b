import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flag } from '#contracts';
import { mergeReadings, Meter, type Poll, type Reading } from '#metering';

const pollMs = 60_000;
const modulus = 1_000_000;

interface Shown {
  readonly afterMs: number;
  readonly amount: number;
  /** The poll lacks the counter. */
  readonly isMissing: boolean;
  /** The device restarts after this poll. */
  readonly isRestart: boolean;
}

const shown = fc.record({
  afterMs: fc.integer({ min: 4_000, max: 400_000 }),
  amount: fc.double({ min: 0, max: 15_000, noNaN: true }),
  isMissing: fc.boolean(),
  isRestart: fc.nat(9).map((n) => n === 0),
});

const poll = (at: number, change: Partial<Poll>): Poll => ({
  device: 'd',
  at,
  monotonicMs: at,
  process: 'run',
  boot: { id: null, uptimeMs: null },
  counters: {},
  gauges: {},
  ...change,
});

function readingsOf(meter: Meter, polls: readonly Poll[]): Reading[] {
  const [first, ...others] = polls;
  if (!first) return [];
  const state = meter.start(first);
  return others.flatMap((each) => meter.step(state, each) ?? []);
}

const totalOf = (readings: readonly Reading[], quantity = 0): number =>
  readings.reduce((sum, { quantities }) => sum + (quantities[quantity] ?? 0), 0);

/** Polls of a meter that wraps at the modulus, and what it counts without one. */
function wrapping(steps: readonly Shown[]): { polls: Poll[]; totals: number[] } {
  let at = 0;
  let total = 0;
  const polls: Poll[] = [];
  const totals: number[] = [];
  for (const { afterMs, amount, isMissing } of [{ afterMs: 0, amount: 0, isMissing: false }, ...steps]) {
    at += afterMs;
    total += Math.round(amount);
    polls.push(poll(at, isMissing ? {} : { counters: { import_j: { value: total % modulus, modulus } } }));
    totals.push(total);
  }
  return { polls, totals };
}

describe('whatever is polled', () => {
  test('a counter that wraps is summed exactly, however many polls are missing or lack it', () => {
    fc.assert(
      fc.property(fc.array(shown, { maxLength: 60 }), fc.array(fc.boolean(), { maxLength: 60 }), (steps, drops) => {
        const { polls, totals } = wrapping(steps);
        const kept = polls.filter((_, i) => i === 0 || !drops[i]);
        const readings = readingsOf(new Meter({ deviceClass: 'meter', pollMs }), kept);
        const last = polls.findLastIndex((each) => kept.includes(each) && 'import_j' in each.counters);
        const hasLost = readings.some(({ flags }) => flags & (flag.rebased | flag.unexplainedFall | flag.implausible));
        if (!hasLost) expect(totalOf(readings)).toBe(totals[last]);
        return hasLost || totalOf(readings) === totals[last];
      }),
    );
  });

  test('leaving polls out changes no total of a counter, and merging readings none of anything', () => {
    fc.assert(
      fc.property(
        fc.array(shown, { minLength: 2, maxLength: 40 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        (steps, drops) => {
          let at = 0;
          let value = 0;
          const polls = steps.map(({ afterMs, amount }) => {
            at += afterMs;
            value += amount;
            return poll(at, {
              counters: { energy_j: { value } },
              gauges: { power_w: Math.round(amount), heat_w: amount },
            });
          });
          const meter = new Meter({ deviceClass: 'cooling', pollMs });
          const all = readingsOf(meter, polls);
          const fewer = readingsOf(
            meter,
            polls.filter((_, i) => i === 0 || i === polls.length - 1 || !drops[i]),
          );
          expect(totalOf(fewer)).toBe(totalOf(all));
          const merged = [all.reduce((earlier, later) => mergeReadings(earlier, later, pollMs))];
          for (const quantity of [0, 1]) expect(totalOf(merged, quantity)).toBe(totalOf(all, quantity));
          expect(merged[0]?.observedMs).toBe(all.reduce((sum, { observedMs }) => sum + observedMs, 0));
        },
      ),
    );
  });

  test('restarts with evidence lose only what came between the last poll and the restart', () => {
    fc.assert(
      fc.property(fc.array(shown, { maxLength: 60 }), (steps) => {
        let at = 3_600_000;
        let startedAt = 0;
        let value = 500;
        let known = 0;
        const polls = [poll(at, { boot: { id: null, uptimeMs: at }, counters: { hash_gh: { value } } })];
        let before = value;
        for (const [i, { afterMs, amount, isRestart }] of steps.entries()) {
          at += afterMs;
          if (isRestart) {
            startedAt = at - 1_000 - i;
            value = 0;
            before = 0;
          }
          value += amount;
          known += Math.round(value) - Math.round(before);
          before = value;
          polls.push(poll(at, { boot: { id: null, uptimeMs: at - startedAt }, counters: { hash_gh: { value } } }));
        }
        const readings = readingsOf(new Meter({ deviceClass: 'asic', pollMs }), polls);
        expect(totalOf(readings, 1)).toBe(known);
        expect(readings.filter(({ flags }) => flags & flag.reset)).toHaveLength(
          steps.filter(({ isRestart }) => isRestart).length,
        );
      }),
    );
  });

  test('readings follow one another without a hole, and late or repeated polls change nothing', () => {
    fc.assert(
      fc.property(fc.array(shown, { maxLength: 40 }), fc.array(fc.nat(39), { maxLength: 20 }), (steps, repeats) => {
        const { polls } = wrapping(steps);
        const disturbed = polls.flatMap((each, i) => [
          each,
          ...repeats.flatMap((at) => (at <= i ? (polls[at] ?? []) : [])),
        ]);
        const meter = new Meter({ deviceClass: 'meter', pollMs });
        const readings = readingsOf(meter, polls);
        expect(readingsOf(meter, disturbed)).toEqual(readings);
        for (const [i, reading] of readings.entries())
          expect(reading.startedAt).toBe(i === 0 ? 0 : readings[i - 1]?.endedAt);
      }),
    );
  });

  test('an integral is the sum of what was held, to half a thousandth of a unit per reading and half a unit at the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 180_000 }), fc.double({ min: 0, max: 5_000, noNaN: true })), {
          maxLength: 60,
        }),
        (steps) => {
          let at = 0;
          let held = 0;
          let sum = 0;
          const polls = [poll(0, { gauges: { power_w: 0 } })];
          for (const [afterMs, powerW] of steps) {
            at += afterMs;
            sum += (held * afterMs) / 1000;
            held = powerW;
            polls.push(poll(at, { gauges: { power_w: powerW } }));
          }
          const readings = readingsOf(new Meter({ deviceClass: 'asic', pollMs }), polls);
          expect(Math.abs(totalOf(readings) - sum)).toBeLessThanOrEqual(0.5 + steps.length * 0.0005 + 1e-6);
        },
      ),
    );
  });
});
