import { describe, expect, test } from '@jest/globals';
import { type DeviceClass, flag } from '#contracts';
import { Meter, meteringPlans, type Poll, type Reading } from '#metering';

const pollMs = 60_000;
const hourMs = 3_600_000;

type Said = Partial<Omit<Poll, 'counters' | 'gauges' | 'boot'>> & {
  counters?: Record<string, number | { value: number; modulus?: number; precision?: number }>;
  gauges?: Record<string, number | null>;
  boot?: Partial<Poll['boot']>;
};

function pollOf(said: Said, at: number): Poll {
  const { counters = {}, gauges = {}, boot = {}, ...rest } = said;
  const parsed = Object.entries(counters).map(([name, value]) => [name, typeof value === 'number' ? { value } : value]);
  const id = { id: null, uptimeMs: null, ...boot };
  return {
    device: 'd1',
    at,
    monotonicMs: at,
    process: 'run-1',
    gauges,
    ...rest,
    boot: id,
    counters: Object.fromEntries(parsed) as Poll['counters'],
  };
}

/** Plays polls, one period apart unless they say when, and answers the readings after the first. */
function play(deviceClass: DeviceClass, polls: readonly Said[], maxRates?: Record<string, number>): (Reading | null)[] {
  const meter = new Meter({ deviceClass, pollMs, ...(maxRates ? { maxRates } : {}) });
  const all = polls.map((said, i) => pollOf(said, said.at ?? i * pollMs));
  const [first, ...others] = all;
  if (!first) return [];
  const state = meter.start(first);
  return others.map((poll) => meter.step(state, poll));
}

const indexOf = (deviceClass: DeviceClass, quantity: string): number =>
  meteringPlans[deviceClass].quantities.findIndex((plan) => plan.quantity === quantity);

function amounts(
  deviceClass: DeviceClass,
  quantity: string,
  polls: readonly Said[],
  maxRates?: Record<string, number>,
): unknown[] {
  const i = indexOf(deviceClass, quantity);
  return play(deviceClass, polls, maxRates).map((reading) => reading && [reading.quantities[i] ?? null, reading.flags]);
}

const imports = (...values: (number | undefined)[]): Said[] =>
  values.map((value) => (value === undefined ? {} : { counters: { import_j: value } }));

describe('a counter', () => {
  test('gives the difference of its rounded values, so that rounding telescopes', () => {
    expect(amounts('meter', 'import_j', imports(0.4, 1.6, 2.4, 3.5))).toEqual([
      [2, 0],
      [0, 0],
      [2, 0],
    ]);
  });

  test('that wraps at a known modulus goes on', () => {
    const at = (value: number): Said => ({ counters: { import_j: { value, modulus: 1000 } } });
    expect(amounts('meter', 'import_j', [at(950), at(10), at(30)])).toEqual([
      [60, flag.wrapped],
      [20, 0],
    ]);
  });

  test('whose modulus is no integer keeps its fractions over wraps', () => {
    const at = (value: number): Said => ({ counters: { import_j: { value, modulus: 1000.25 } } });
    const wraps = [990, 10, 990, 10, 990, 10, 990, 10].map(at);
    const total = amounts('meter', 'import_j', wraps).reduce(
      (sum: number, step) => sum + ((step as number[])[0] ?? 0),
      0,
    );
    expect(total).toBe(10 - 990 + 4 * 1000.25);
  });

  test('that falls from the lower part of its range has not wrapped', () => {
    const at = (value: number): Said => ({ counters: { import_j: { value, modulus: 1000 } } });
    expect(amounts('meter', 'import_j', [at(800), at(10)])).toEqual([[null, flag.unexplainedFall]]);
  });

  test('that falls by no more than its precision has not moved, and later counts from where it was', () => {
    const at = (value: number): Said => ({ counters: { diff1: { value, precision: 10 } } });
    expect(amounts('asic', 'diff1', [at(1000), at(992), at(995), at(1030)])).toEqual([
      [0, 0],
      [0, 0],
      [30, 0],
    ]);
    expect(amounts('asic', 'diff1', [at(1000), at(989)])).toEqual([[null, flag.unexplainedFall]]);
  });

  test('that fell for one poll without evidence loses nothing', () => {
    expect(amounts('meter', 'import_j', imports(1000, 0, 1001))).toEqual([
      [null, flag.unexplainedFall],
      [1, flag.bridged],
    ]);
  });

  test('moves its base after three polls that agree', () => {
    const expected = [
      [null, flag.unexplainedFall],
      [null, flag.unexplainedFall],
      [null, flag.rebased],
      [5, 0],
    ];
    expect(amounts('meter', 'import_j', imports(1000, 0, 7, 9, 14))).toEqual(expected);
  });

  test('does not move its base for values that disagree among themselves', () => {
    expect(amounts('meter', 'import_j', imports(1000, 5, 3, 1, 0, 1002)).at(-1)).toEqual([2, flag.bridged]);
  });

  test('that jumps further than the device can is set aside and recovered', () => {
    const expected = [
      [null, flag.implausible],
      [20, flag.bridged],
    ];
    expect(amounts('meter', 'import_j', imports(1000, 9e12, 1020))).toEqual(expected);
  });

  test('is held against what its own device is rated for', () => {
    const polls = imports(0, 100 * 1.2 * 120, 100 * 1.2 * 120 * 2 + 2);
    expect(amounts('meter', 'import_j', polls, { import_j: 100 })).toEqual([
      [14_400, 0],
      [null, flag.implausible],
    ]);
  });

  test('that a poll lacks is null there and exact over the next', () => {
    expect(amounts('meter', 'import_j', imports(10, undefined, 40, 45))).toEqual([
      [null, 0],
      [30, flag.bridged],
      [5, 0],
    ]);
  });

  test('that is no usable number is a missing one', () => {
    expect(amounts('meter', 'import_j', imports(10, Number.NaN, -1, 2 ** 60, 40)).at(-1)).toEqual([30, flag.bridged]);
  });

  test('that stays away for more than a day begins anew', () => {
    const polls = [{ counters: { import_j: 5 } }, ...[20, 40, 41].map((hours) => ({ at: hours * hourMs }))];
    const back = { at: 42 * hourMs, counters: { import_j: 900 } };
    const next = { at: 42 * hourMs + pollMs, counters: { import_j: 901 } };
    expect(amounts('meter', 'import_j', [...polls, back, next])).toEqual([
      [null, flag.bridged],
      [null, flag.bridged | flag.rebased],
      [null, flag.bridged],
      [null, flag.bridged],
      [1, 0],
    ]);
  });

  test('that may have lapped its modulus more than once says nothing of the gap', () => {
    const at = (value: number, ms: number): Said => ({ at: ms, counters: { import_j: { value, modulus: 100_000 } } });
    const polls = [at(10, 0), at(20, 1_000_000), at(30, 1_060_000)];
    expect(amounts('meter', 'import_j', polls, { import_j: 100 })).toEqual([
      [null, flag.bridged | flag.rebased],
      [10, 0],
    ]);
  });
});

describe('a restart', () => {
  test('known by the uptime counts what was done since, 16 in the vector with two resets', () => {
    const values = [0, 4, 8, 3, 0, 0, 0, 1, 3, 5];
    let startedAt = -hourMs;
    const polls = values.map((hash_gh, i) => {
      if (hash_gh < (values[i - 1] ?? 0)) startedAt = i * pollMs - 20_000;
      return { counters: { hash_gh }, boot: { uptimeMs: i * pollMs - startedAt } };
    });
    const steps = amounts('asic', 'hash_gh', polls) as number[][];
    expect(steps.reduce((sum, [amount = 0]) => sum + amount, 0)).toBe(16);
    expect(steps.filter(([, flags = 0]) => flags & flag.reset)).toHaveLength(2);
  });

  test('known by a new boot id counts what was done since', () => {
    const polls = ['a', 'b', 'b'].map((id, i) => ({ boot: { id }, counters: { energy_j: [500, 30, 50][i] ?? 0 } }));
    expect(amounts('gpu', 'energy_j', polls)).toEqual([
      [30, flag.reset],
      [20, 0],
    ]);
  });

  test('is seen although the counter has passed its old value', () => {
    const polls = [100_000, 50_000].map((uptimeMs, i) => ({
      boot: { uptimeMs },
      counters: { hash_gh: [10, 500][i] ?? 0 },
    }));
    expect(amounts('asic', 'hash_gh', polls)).toEqual([[500, flag.reset]]);
  });

  test('is no restart of a counter that counts for life', () => {
    const polls = [hourMs, 5_000].map((uptimeMs, i) => ({
      boot: { uptimeMs },
      counters: { energy_j: [500, 700][i] ?? 0 },
    }));
    expect(amounts('cooling', 'energy_j', polls)).toEqual([[200, 0]]);
  });

  test('leaves a counter alone that evidently counts on over it', () => {
    const polls = [hourMs, 5_000].map((uptimeMs, i) => ({
      boot: { uptimeMs },
      counters: { energy_j: [5e12, 5e12 + 9][i] ?? 0 },
    }));
    expect(amounts('asic', 'energy_j', polls)).toEqual([[9, 0]]);
  });

  test('is not believed of an uptime that merely jumps back or stands still', () => {
    const jumping = [hourMs, hourMs / 2].map((uptimeMs, i) => ({
      boot: { uptimeMs },
      counters: { accepted_diff: 1000 + i },
    }));
    expect(amounts('asic', 'accepted_diff', jumping)).toEqual([[1, 0]]);
    const stuck = [0, 0].map((uptimeMs, i) => ({ boot: { uptimeMs }, counters: { accepted_diff: 1000 + i } }));
    expect(amounts('asic', 'accepted_diff', stuck)).toEqual([[1, 0]]);
  });

  test('that one poll did not show still counts from 0 at the next', () => {
    const polls: Said[] = [
      { boot: { uptimeMs: hourMs }, counters: { hash_gh: 900 } },
      { boot: { uptimeMs: 10_000 } },
      { boot: { uptimeMs: 70_000 }, counters: { hash_gh: 70 } },
    ];
    expect(amounts('asic', 'hash_gh', polls)).toEqual([
      [null, 0],
      [70, flag.reset | flag.bridged],
    ]);
  });

  test('with another identity is another device: its base moves and nothing is counted', () => {
    const polls = ['S1', 'S2', 'S2'].map((identity, i) => ({
      boot: { identity, id: identity },
      counters: { import_j: [100, 900, 905][i] ?? 0 },
    }));
    expect(amounts('meter', 'import_j', polls)).toEqual([
      [null, flag.rebased],
      [5, 0],
    ]);
  });

  test('that the uptime denies is another device', () => {
    const polls = ['a', 'b'].map((id) => ({ boot: { id, uptimeMs: 50 * hourMs }, counters: { accepted_diff: 7 } }));
    expect(amounts('asic', 'accepted_diff', polls)).toEqual([[null, flag.rebased]]);
  });
});

describe('a gauge', () => {
  const power = (...values: (number | null)[]): Said[] => values.map((power_w) => ({ gauges: { power_w } }));

  test('is held from its poll to the next, and its rounding carried on', () => {
    const polls = power(0.021, 0.021, 0.021, 0.021);
    expect(amounts('asic', 'energy_j', polls)).toEqual([
      [1, 0],
      [2, 0],
      [1, 0],
    ]);
  });

  test('is held for three periods and then missing', () => {
    const [reading] = play('asic', [{ gauges: { power_w: 100 } }, { at: 10 * pollMs, gauges: { power_w: 100 } }]);
    expect(reading).toMatchObject({ observedMs: 3 * pollMs, flags: flag.bridged });
    expect(reading?.quantities[0]).toBe(3 * 60 * 100);
  });

  test('that is null is not observed', () => {
    const [reading] = play('asic', power(null, 100));
    expect(reading).toMatchObject({ observedMs: 0, flags: 0 });
    expect(reading?.quantities[0]).toBeNull();
    expect(reading?.gauges[1]).toBe(100);
  });

  test('below 0 draws nothing where the quantity cannot fall, and counts where it can', () => {
    expect(amounts('meter', 'import_j', power(-50, 0))).toEqual([[0, 0]]);
    expect(amounts('cooling', 'heat_j', [{ gauges: { heat_w: -50 } }, {}])).toEqual([[-3000, 0]]);
  });

  test('that no device of the class can show gives no quantity', () => {
    expect(amounts('asic', 'energy_j', power(1e9, 0))).toEqual([[null, flag.implausible]]);
  });

  test('stands in until a counter shows up, without a hole and without counting twice', () => {
    const polls: Said[] = [
      { gauges: { power_w: 10 } },
      { gauges: { power_w: 10 }, counters: { energy_j: 5000 } },
      { gauges: { power_w: 10 }, counters: { energy_j: 5700 } },
    ];
    const readings = play('asic', polls);
    expect(readings.map((reading) => [reading?.quantities[0], reading?.sources[0]])).toEqual([
      [600, 'psu'],
      [700, 'metered'],
    ]);
  });

  test('says where it came from as it was read, and nothing when it was not', () => {
    const polls: Said[] = [
      { gauges: { power_w: 10 }, origins: { energy_source: 'estimated' } },
      { gauges: { power_w: null }, origins: { energy_source: 'psu' } },
      {},
    ];
    expect(play('asic', polls).map((reading) => reading?.sources[0])).toEqual(['estimated', 'none']);
    const gpu: Said[] = [
      { gauges: { sm: 0.5 }, activity: 'gpu_util' },
      { gauges: { sm: 0.5 }, activity: 'sm_active' },
      {},
    ];
    expect(play('gpu', gpu).map((reading) => [reading?.quantities[2], reading?.activity])).toEqual([
      [30_000, 'gpu_util'],
      [30_000, 'sm_active'],
    ]);
  });
});

describe('a gauge that shows the last of something', () => {
  const xids = (...codes: (number | null)[]): Said[] => codes.map((xid) => ({ gauges: { xid } }));

  test('counts when it becomes another; the same once more, and a driver that has forgotten it, count nothing', () => {
    const counted = amounts('gpu', 'xid_events', xids(0, 31, 31, 79, 0, 31, null, 31, 13));
    expect(counted).toEqual([1, 0, 1, 0, 1, null, null, 1].map((count) => [count, 0]));
  });

  test('is seen over a gap as well, and is not taken for a gauge that is held', () => {
    const [reading] = play('gpu', [{ gauges: { xid: 0 } }, { at: 10 * pollMs, gauges: { xid: 79 } }]);
    expect(reading?.quantities[indexOf('gpu', 'xid_events')]).toBe(1);
    expect(reading?.observedMs).toBe(0);
  });
});

describe('the clocks', () => {
  test('give the interval by the wall and its length by the monotonic one, and a step is flagged', () => {
    const polls: Said[] = [
      { gauges: { power_w: 10 } },
      { at: 70_000, monotonicMs: 60_000, gauges: { power_w: 10 } },
      { at: 80_000, monotonicMs: 120_000 },
    ];
    const readings = play('asic', polls);
    expect(readings).toMatchObject([
      { startedAt: 0, endedAt: 70_000, observedMs: 60_000, flags: flag.clockStepped },
      { startedAt: 70_000, endedAt: 80_000, observedMs: 10_000, flags: flag.clockStepped },
    ]);
    expect(readings.map((reading) => reading?.quantities[0])).toEqual([600, 600]);
  });

  test('that differ by a rounding or while one is slewed leave nothing unobserved that was held throughout', () => {
    const polls: Said[] = [
      { gauges: { power_w: 10 } },
      { at: pollMs, monotonicMs: pollMs - 0.6, gauges: { power_w: 10 } },
      { at: 2 * pollMs, monotonicMs: 2 * pollMs - 20, gauges: { power_w: 10 } },
      { at: 3 * pollMs, monotonicMs: 3 * pollMs - 500, gauges: { power_w: 10 } },
    ];
    const observed = play('asic', polls).map((reading) => reading?.observedMs);
    expect(observed).toEqual([pollMs, pollMs, pollMs - 480]);
  });

  test('of two runs of the collector are compared by the wall only', () => {
    const polls: Said[] = [{ gauges: { power_w: 10 } }, { process: 'run-2', monotonicMs: 17 }];
    expect(play('asic', polls)[0]).toMatchObject({ observedMs: pollMs, flags: 0 });
  });

  test('that do not move on give no reading and lose nothing', () => {
    const at = (ms: number, import_j: number): Said => ({ at: ms, monotonicMs: ms, counters: { import_j } });
    const polls = [at(100_000, 10), { ...at(90_000, 12), monotonicMs: 160_000 }, at(100_000, 11), at(160_000, 15)];
    expect(amounts('meter', 'import_j', polls)).toEqual([null, null, [5, 0]]);
  });

  test('set back by more than a day begin anew, and the next reading says so', () => {
    const at = (ms: number, import_j: number): Said => ({ at: ms, process: `${ms}`, counters: { import_j } });
    const polls = [at(90 * hourMs, 10), at(hourMs, 12), at(hourMs + pollMs, 15)];
    expect(amounts('meter', 'import_j', polls)).toEqual([null, [3, flag.rebased]]);
  });

  test('of a gap beyond a day give the last 24 hours, nothing counted in it', () => {
    const polls: Said[] = [
      { counters: { import_j: 5 }, gauges: { power_w: 1 } },
      { at: 30 * hourMs, counters: { import_j: 900 } },
      { at: 30 * hourMs + pollMs, counters: { import_j: 905 } },
    ];
    const [reading] = play('meter', polls);
    expect(reading).toMatchObject({
      startedAt: 6 * hourMs,
      endedAt: 30 * hourMs,
      observedMs: 0,
      quantities: [null, null],
    });
    expect(amounts('meter', 'import_j', polls)).toEqual([
      [null, flag.bridged | flag.rebased],
      [5, 0],
    ]);
  });

  test('bridge a gap of up to a day with the exact total', () => {
    const polls = [{ counters: { import_j: 5 } }, { at: 24 * hourMs, counters: { import_j: 900 } }];
    expect(amounts('meter', 'import_j', polls)).toEqual([[895, flag.bridged]]);
  });
});

test('a state survives being stored as JSON between any two polls', () => {
  const meter = new Meter({ deviceClass: 'asic', pollMs });
  const polls = Array.from({ length: 20 }, (_, i) =>
    pollOf(
      { counters: { hash_gh: i * 7.3 }, gauges: { power_w: 3.7 * i, rate_ghs: null }, boot: { uptimeMs: 1000 * i } },
      i * pollMs,
    ),
  );
  const [first, ...others] = polls;
  if (!first) throw new Error('no polls');
  const straight = meter.start(first);
  let stored = JSON.stringify(straight);
  for (const poll of others) {
    const state = JSON.parse(stored) as typeof straight;
    expect(meter.canContinue(state)).toBe(true);
    expect(meter.step(state, poll)).toEqual(meter.step(straight, poll));
    stored = JSON.stringify(state);
  }
});
