import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bootstrap, drawsOf } from './bootstrap.ts';
import { headroomFill } from './capacity.ts';
import { loadFactorGap, variation } from './complementarity.ts';
import { rotationTest } from './rotation.ts';
import type { Day } from './day.ts';
import { measured, sampleOf, type Statistic, valueOver } from './statistic.ts';
import { quartersPerDay, series, intervalOf, busyDays } from '../../test/support/loads.ts';

describe('intervals', () => {
  test('hold the value of a statistic that is the same on all days', () => {
    const same = series(Array.from({ length: 10 * quartersPerDay }, (_, at) => ({ ai: at % 2, mining: 1 - (at % 2) })));
    expect(intervalOf(variation(), same.days)).toEqual({ low: 1, high: 1 });
  });

  test('come of as many days in each draw as there are', () => {
    const count: Statistic = { parts: ['sum'], measure: () => [1], value: (total) => total[0] ?? null };
    for (const length of [1, 6, 7, 13, 30]) {
      const days = Array.from({ length }, () => ({ quarters: [], site: [] }));
      expect(new Set(drawsOf(sampleOf(count, days)))).toEqual(new Set([length]));
    }
  });

  test('come of days that follow one another, in blocks of seven and one for the rest', () => {
    const marked: Statistic = {
      parts: Array.from({ length: 10 }, () => 'sum' as const),
      measure: ({ site }) => site.map(({ price }) => price ?? 0),
      value: () => 0,
    };
    const drawn: number[][] = [];
    const days = Array.from({ length: 10 }, (_, day) => ({
      quarters: [],
      site: Array.from({ length: 10 }, (_each, at) => ({ price: at === day ? 1 : 0 }) as Day['site'][number]),
    }));
    drawsOf(sampleOf({ ...marked, value: (total) => drawn.push([...total]) }, days), { ...bootstrap, draws: 200 });
    const starts = (counts: readonly number[], length: number, from: number): number[] =>
      counts.map((count, at) => count - ((at - from + 10) % 10 < length ? 1 : 0));
    const isOfBlocks = (counts: readonly number[]): boolean =>
      counts.some((_, one) =>
        counts.some((_each, other) => starts(starts(counts, 7, one), 3, other).every((left) => left === 0)),
      );
    expect(drawn.length).toBe(200);
    expect(drawn.filter((counts) => !isOfBlocks(counts))).toEqual([]);
    expect(new Set(drawn.map((counts) => counts.join())).size).toBeGreaterThan(50);
  });

  test('are the same whenever they are made from the same days', () => {
    const days = busyDays(35, 1, (_, noise) => 500 + noise).days;
    expect(intervalOf(loadFactorGap(), days)).toEqual(intervalOf(loadFactorGap(), days));
  });

  test('cover the truth about as often as they say', () => {
    // The truth of days that each draw their own level of use around 0.5 is 0.5.
    const options = { draws: 200, blockDays: 7, seed: 7, level: 0.95 };
    const used: Statistic = {
      parts: ['sum', 'sum'],
      measure: ({ quarters }) => [quarters[0]?.ai ?? 0, 1000],
      value: (total) => (total[0] ?? 0) / (total[1] ?? 1),
    };
    let covered = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = xoroshiro128plus(seed);
      const levels = Array.from({ length: 60 }, () => uniformInt(random, 300, 700));
      const given = levels.flatMap((ai) => Array.from({ length: quartersPerDay }, () => ({ ai, mining: 1 })));
      const interval = intervalOf(used, series(given).days, options);
      if (interval && interval.low <= 0.5 && interval.high >= 0.5) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(170);
    expect(covered).toBeLessThan(200);
  });

  test('property: whatever the days are, an interval lies within what single days can give', () => {
    const day = fc.array(fc.record({ ai: fc.integer({ min: 1, max: 900 }), mining: fc.nat({ max: 900 }) }), {
      minLength: quartersPerDay,
      maxLength: quartersPerDay,
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 9 }), (days) => {
        const of = series(days.flat());
        const interval = intervalOf(headroomFill(), of.days, { draws: 50, blockDays: 7, seed: 3, level: 0.95 });
        const single = of.days.map(
          (_, at) => valueOver(headroomFill(), measured(headroomFill(), of.days), [at]) ?? NaN,
        );
        expect(interval?.low).toBeGreaterThanOrEqual(Math.min(...single) - 1e-9);
        expect(interval?.high).toBeLessThanOrEqual(Math.max(...single) + 1e-9);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the rotation test', () => {
  test('finds what is tied to the same instant, and says how small p can be with so few weeks', () => {
    const tied = busyDays(35, 2, (ai) => 1000 - ai);
    expect(rotationTest(tied)).toEqual({ p: 0.2, others: 4, least: 0.2 });
  });

  test('does not take two daily patterns that have nothing to do with each other for a tie', () => {
    const ps = [1, 2, 3, 4, 5, 6].map((seed) => {
      const random = xoroshiro128plus(seed);
      const loose = busyDays(84, seed, () => 400 + uniformInt(random, -100, 100));
      return rotationTest(loose)?.p ?? 0;
    });
    expect(Math.max(...ps)).toBeGreaterThan(0.3);
  });

  test('needs two weeks', () => {
    expect(rotationTest(busyDays(10, 1, (ai) => 1000 - ai))).toBeNull();
  });
});
