import { describe, expect, test } from '@jest/globals';
import { assert, double, integer, property } from 'fast-check';
import { type BalanceMember, suspectsOf } from './balance.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function covariance(a: readonly number[], b: readonly number[]): number {
  const [ofA, ofB] = [mean(a), mean(b)];
  return mean(a.map((value, at) => (value - ofA) * ((b[at] ?? 0) - ofB)));
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return state / 4_294_967_296;
  };
}

interface Plant {
  readonly seed: number;
  readonly hours?: number;
  /** What a part or the main meter shows of what it should, by hour. */
  readonly shows?: Readonly<Record<string, (hour: number) => number>>;
}

/** Three loads behind a main meter, with losses that follow the load and its square; each shows what `shows` makes of it. */
function plant({ seed, hours = 168, shows = {} }: Plant): BalanceMember[] {
  const next = random(seed);
  const loads: Record<string, number[]> = { a: [], b: [], c: [] };
  for (let hour = 0; hour < hours; hour++) {
    loads['a']?.push(1e9 * (0.8 + 0.2 * next()));
    loads['b']?.push(6e8 * (next() < 0.2 ? 0.1 : 1));
    loads['c']?.push(3e8 * (0.6 + 0.4 * Math.sin(hour / 4) ** 2));
  }
  const total = Array.from({ length: hours }, (_, hour) =>
    Object.values(loads).reduce((sum, load) => sum + (load[hour] ?? 0), 0),
  );
  const came = total.map((load) => load + 4e6 + 0.006 * load + (0.01 * load ** 2) / 2e9);
  const shown = (name: string, values: readonly number[]): number[] =>
    values.map((value, hour) => value * (shows[name]?.(hour) ?? 1));
  const main = shown('main', came);
  const parts = Object.entries(loads).map(([name, load]) => [name, shown(name, load)] as const);
  const gap = main.map((value, hour) => value - parts.reduce((sum, [, load]) => sum + (load[hour] ?? 0), 0));
  const member = (device: string, energy: readonly number[], isWhole: boolean): BalanceMember => ({
    hall: '',
    class: 'meter',
    device,
    is_whole: isWhole,
    hours,
    mean_came: mean(main),
    energy_energy: covariance(energy, energy),
    gap_gap: covariance(gap, gap),
    came_came: covariance(main, main),
    energy_gap: covariance(energy, gap),
    came_gap: covariance(main, gap),
    came_energy: covariance(main, energy),
  });
  return [member('main', main, true), ...parts.map(([name, energy]) => member(name, energy, false))];
}

const first = (given: Plant): unknown => suspectsOf('north', plant(given))[0];

describe('which meter to doubt', () => {
  test('is none where only losses are lost, whatever the load does', () => {
    assert(
      property(integer({ min: 1, max: 10_000 }), (seed) => {
        expect(suspectsOf('north', plant({ seed }))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('is the part that shows too little or too much, and by how much', () => {
    const error = double({ min: 0.1, max: 0.3, noNaN: true });
    assert(
      property(integer({ min: 1, max: 10_000 }), error, (seed, off) => {
        expect(first({ seed, shows: { b: () => 1 - off } })).toMatchObject({ device: 'b', finding: 'reads_low' });
        expect(first({ seed, shows: { b: () => 1 + off } })).toMatchObject({ device: 'b', finding: 'reads_high' });
      }),
      { numRuns: 50 },
    );
    const low = suspectsOf('north', plant({ seed: 3, shows: { b: () => 0.8 } }))[0];
    expect(low?.slope).toBeCloseTo(0.25, 1);
  });

  test('is the part that stands still for some hours', () => {
    const shows = { a: (hour: number) => Number(hour % 24 > 5) };
    expect(first({ seed: 7, shows })).toMatchObject({ device: 'a', finding: 'misses', side: 'part' });
  });

  test('is the main meter that shows too much', () => {
    expect(first({ seed: 5, shows: { main: () => 1.15 } })).toMatchObject({
      device: 'main',
      side: 'whole',
      finding: 'reads_high',
    });
  });

  test('is not told from less than a day, nor of a hall whose hosts nobody counts', () => {
    const shows = { main: () => 1.15 };
    expect(suspectsOf('north', plant({ seed: 5, hours: 23, shows }))).toEqual([]);
    const [main] = plant({ seed: 5, shows });
    const board = { ...main, class: 'gpu', device: 'host/0', is_whole: false, energy_energy: 0 } as BalanceMember;
    expect(suspectsOf('north', [main as BalanceMember, board])).toEqual([]);
  });
});
