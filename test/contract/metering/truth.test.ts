import { describe, expect, test } from '@jest/globals';
import { type DeviceClass, flag } from '#contracts';
import { Meter, meteringPlans, type Poll, type Reading } from '#metering';
import {
  createBoard,
  createCdu,
  createMeter,
  createMiner,
  type GeneratedDevice,
  meterQuantumJ,
  type Random,
  seeded,
  shareDifficulty,
} from './devices.ts';
import { meterByReference, type Rule } from './reference.ts';

/**
 * Two truths hold every reading. *Shown*: the polls as they were, metered from the definitions in exact fractions by a program that
 * shares no code: equal in every field. *Physical*: what the device really did, to within a bound that follows from
 * - the quantum of a counter: the counter is off by up to one quantum at each end of a span, and rounding by half a unit;
 * - the poll period for integrals: a gauge that moves by V within an interval of length t is off by up to V·t, plus half of the
 *   gauge's own resolution times t, half a thousandth of a unit per reading, and half a unit at the end;
 * - the number of shares n for work: accepted difficulty is off by 5·√n shares at 5 sigma.
 * Parts that are unknown (lost before a restart, falls, swaps, gaps beyond a day) are in no span, and their readings are flagged.
 */
const days = 35;
const tickMs = 60_000;
const pollMs = 300_000;
const start = 1_760_000_400_000;

interface Generated {
  readonly polls: Poll[];
  /** True totals at each poll. */
  readonly truths: Record<string, number>[];
  /** The most and the least that each gauge was since the poll before, at the ticks. */
  readonly ranges: Record<string, number>[];
}

interface Mishap {
  readonly from: number;
  readonly to: number;
}

const isWithin = (mishaps: readonly Mishap[], at: number): boolean =>
  mishaps.some(({ from, to }) => at >= from && at < to);
const hours = (from: number, to: number): Mishap => ({ from: start + from * 3_600_000, to: start + to * 3_600_000 });

/** Offline spells of minutes, hours and more than a day; the collector is restarted and its wall clock steps. */
const offline = [hours(50, 50.4), hours(130, 137), hours(300, 331), hours(500, 523.9)];
const collectorRestarts = [100, 310, 600].map((hour) => start + hour * 3_600_000);
const clockStep = { at: start + 700 * 3_600_000, byMs: 90_000 };

function withFaults(shown: ReturnType<GeneratedDevice['show']>, random: Random): ReturnType<GeneratedDevice['show']> {
  const { boot, counters, gauges } = shown;
  const fault = random();
  const names = Object.keys(counters);
  const name = names[Math.floor(random() * names.length)] ?? '';
  const counter = counters[name];
  if (fault < 0.01) return { boot, counters: {}, gauges };
  if (fault < 0.02 && counter)
    return { boot, gauges, counters: { ...counters, [name]: { ...counter, value: counter.value / 3 } } };
  if (fault < 0.025 && counter)
    return { boot, gauges, counters: { ...counters, [name]: { ...counter, value: counter.value * 2 + 1e15 } } };
  if (fault < 0.03 && counter)
    return { boot, gauges, counters: { ...counters, [name]: { ...counter, value: Number.NaN } } };
  if (fault < 0.06)
    return { boot, counters, gauges: Object.fromEntries(Object.keys(gauges).map((gauge) => [gauge, null])) };
  return shown;
}

type Extremes = Map<string, { low: number; high: number }>;

function watch(extremes: Extremes, gauges: Poll['gauges']): void {
  for (const [name, gauge] of Object.entries(gauges)) {
    const value = gauge ?? 0;
    const { low, high } = extremes.get(name) ?? { low: value, high: value };
    extremes.set(name, { low: Math.min(low, value), high: Math.max(high, value) });
  }
}

const rangesOf = (extremes: Extremes): Record<string, number> =>
  Object.fromEntries([...extremes].map(([name, { low, high }]) => [name, high - low]));

/** Now and then the device restarts or is swapped; true when it does. */
function mayChange(device: GeneratedDevice, random: Random): boolean {
  const isRestarted = random() < 0.000_6;
  const isSwapped = random() < 0.000_1;
  if (isRestarted) device.restart();
  if (isSwapped) device.swap?.();
  return isRestarted || isSwapped;
}

/** Both clocks of the collector `ms` after the start, a little late. */
function clocks(ms: number, isFaulty: boolean, random: Random): Pick<Poll, 'at' | 'monotonicMs' | 'process'> {
  const now = start + ms;
  const lateMs = Math.floor(random() * 900);
  const stepMs = isFaulty && now >= clockStep.at ? clockStep.byMs : 0;
  const run = collectorRestarts.filter((at) => now >= at).length;
  return { at: now + lateMs + stepMs, monotonicMs: ms + lateMs + random() - run * 1e8, process: `run-${run}` };
}

/** 35 days of one device as a collector polls it, with everything that may happen to it. */
function generate(device: GeneratedDevice, seed: number, isFaulty: boolean): Generated {
  const random = seeded(seed);
  const generated: Generated = { polls: [], truths: [], ranges: [] };
  // Nothing can tell that the very first value of a counter is damaged, so damage comes later.
  let isFresh = true;
  let extremes: Extremes = new Map();
  for (let ms = 0, due = 0; ms <= days * 86_400_000; ms += tickMs) {
    device.advance(tickMs / 1000);
    watch(extremes, device.show().gauges);
    const isAway = isFaulty && isWithin(offline, start + ms);
    if (isFaulty && (mayChange(device, random) || isAway)) isFresh = true;
    if (ms < due || isAway) continue;
    due = ms + pollMs;
    const shown = isFaulty && !isFresh ? withFaults(device.show(), random) : device.show();
    generated.polls.push({ device: 'd1', ...clocks(ms, isFaulty, random), ...shown });
    generated.truths.push({ ...device.truth });
    generated.ranges.push(rangesOf(extremes));
    isFresh = false;
    extremes = new Map();
  }
  return generated;
}

interface Case {
  readonly name: string;
  readonly deviceClass: DeviceClass;
  readonly create: (random: Random) => GeneratedDevice;
  readonly maxRates: Readonly<Record<string, number>>;
  /** Largest error of the shown counter, by quantity. */
  readonly quanta: Readonly<Record<string, number>>;
  /** Half the last digit of the gauge behind each integral. */
  readonly resolutions: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = [
  {
    name: 'a miner',
    deviceClass: 'asic',
    create: createMiner,
    maxRates: { energy_j: 3_500, hash_gh: 120_000, rate_gh: 120_000 },
    quanta: { hash_gh: 0.001, accepted_diff: 0 },
    resolutions: { energy_j: 0.5 },
  },
  {
    name: 'a GPU board',
    deviceClass: 'gpu',
    create: createBoard,
    maxRates: { energy_j: 700 },
    quanta: { energy_j: 0.001 },
    resolutions: { sm_ms: 0.000_5 },
  },
  {
    name: 'a meter',
    deviceClass: 'meter',
    create: createMeter,
    maxRates: { import_j: 1.2e7 },
    quanta: { import_j: meterQuantumJ },
    resolutions: {},
  },
  {
    name: 'a CDU',
    deviceClass: 'cooling',
    create: createCdu,
    maxRates: { energy_j: 3_000 },
    quanta: { energy_j: 3_600 },
    resolutions: { heat_j: 0.5, flow_ml: (0.05 * 1000) / 60 },
  },
];

/** The class's rules in the reference's own words. */
function rulesOf({ deviceClass, maxRates }: Case): Rule[] {
  const lifetime = deviceClass === 'meter' || deviceClass === 'cooling';
  return meteringPlans[deviceClass].quantities.map(({ quantity, counterOrigin, gauge, scale, maxRate }) => ({
    quantity,
    hasCounter: counterOrigin !== undefined,
    isLifetime: lifetime,
    gauge: gauge ?? null,
    scale: scale ?? 1,
    isSigned: quantity === 'heat_j',
    maxRate: Math.min(maxRates[quantity] ?? maxRate, maxRate),
    isRated: maxRates[quantity] !== undefined,
  }));
}

function meter({ deviceClass, maxRates }: Case, polls: readonly Poll[]): Reading[] {
  const tested = new Meter({ deviceClass, pollMs, maxRates });
  const [first, ...others] = polls;
  if (!first) return [];
  const state = tested.start(first);
  return others.flatMap((poll) => tested.step(state, poll) ?? []);
}

describe.each(cases)('35 days of $name', (each) => {
  const generated = generate(each.create(seeded(11)), 7, true);
  const readings = meter(each, generated.polls);
  const reference = meterByReference(generated.polls, rulesOf(each), pollMs);

  test('are metered as the definitions say, field by field', () => {
    const fields = readings.map(({ startedAt, endedAt, observedMs, flags, quantities }) => ({
      startedAt,
      endedAt,
      observedMs,
      flags,
      quantities,
    }));
    expect(fields).toEqual(reference.readings);
    expect(readings.length).toBeGreaterThan(9_000);
  });

  test('hold every kind of mishap that their counters can have', () => {
    const flags = readings.reduce((all, reading) => all | reading.flags, 0);
    const always = flag.bridged | flag.rebased | flag.unexplainedFall | flag.implausible | flag.clockStepped;
    const restarts = each.deviceClass === 'asic' || each.deviceClass === 'gpu' ? flag.reset : 0;
    expect(flags & ~flag.merged).toBe(always | restarts | (each.deviceClass === 'meter' ? flag.wrapped : 0));
  });

  test('sum to the difference of the counter over every span without a reset, exactly, and to what was really done within a quantum', () => {
    const at = new Map(generated.polls.map((poll, i) => [poll, i]));
    expect(reference.spans.length).toBeGreaterThanOrEqual(2);
    for (const { quantity, from, to, counted, start, end } of reference.spans) {
      const shown = Number(((end.num * start.den - start.num * end.den) * 1000n) / (end.den * start.den)) / 1000;
      expect(Math.abs(Number(counted) - shown)).toBeLessThanOrEqual(1.001);
      const quantum = each.quanta[quantity];
      const [first, last] = [
        generated.truths[at.get(from) ?? -1]?.[quantity],
        generated.truths[at.get(to) ?? -1]?.[quantity],
      ];
      if (quantum === undefined || first === undefined || last === undefined) continue;
      const tolerance = quantum + 1 + Math.abs(last) * 1e-9;
      expect(Math.abs(Number(counted) - (last - first))).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe.each(cases)('35 undisturbed days of $name', (each) => {
  const generated = generate(each.create(seeded(5)), 3, false);
  const readings = meter(each, generated.polls);
  const { quantities } = meteringPlans[each.deviceClass];
  const first = generated.truths[0] ?? {};
  const last = generated.truths.at(-1) ?? {};
  const total = (quantity: string): number => {
    const i = quantities.findIndex((plan) => plan.quantity === quantity);
    return readings.reduce((sum, reading) => sum + (reading.quantities[i] ?? 0), 0);
  };
  const truth = (quantity: string): number => (last[quantity] ?? 0) - (first[quantity] ?? 0);

  test.each(Object.entries(each.quanta))('count %s to within a quantum of %d', (quantity, quantum) => {
    expect(Math.abs(total(quantity) - truth(quantity))).toBeLessThanOrEqual(quantum + 1 + truth(quantity) * 1e-9);
  });

  test('integrate gauges to within what they may have moved between polls', () => {
    for (const [quantity, resolution] of Object.entries(each.resolutions)) {
      const plan = quantities.find((found) => found.quantity === quantity);
      let tolerance = 0.5 + readings.length * 0.0005;
      for (const [i, { observedMs }] of readings.entries()) {
        const moved = (generated.ranges[i + 1]?.[plan?.gauge ?? ''] ?? 0) * (plan?.scale ?? 1);
        tolerance += ((moved + resolution) * observedMs) / 1000;
      }
      expect(Math.abs(total(quantity) - truth(quantity))).toBeLessThanOrEqual(tolerance);
      if (quantity !== 'heat_j') expect(tolerance).toBeLessThan(0.1 * truth(quantity));
    }
  });
});

test('accepted shares tell the hashes done to within five sigma of their number', () => {
  const [miner] = cases;
  if (!miner) throw new Error('no miner');
  const generated = generate(miner.create(seeded(8)), 4, false);
  const i = meteringPlans.asic.quantities.findIndex(({ quantity }) => quantity === 'accepted_diff');
  const accepted = meter(miner, generated.polls).reduce((sum, { quantities }) => sum + (quantities[i] ?? 0), 0);
  const hashes = ((generated.truths.at(-1)?.['hash_gh'] ?? 0) - (generated.truths[0]?.['hash_gh'] ?? 0)) * 1e9;
  const shares = accepted / shareDifficulty;
  expect(Math.abs((accepted * 2 ** 32) / hashes - 1)).toBeLessThan(5 / Math.sqrt(shares));
});
