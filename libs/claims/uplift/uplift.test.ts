import { describe, expect, test } from '@jest/globals';
import { seeds, tolerance } from '../../../test/support/coverage.ts';
import { dayMs, randomOf, start, switchbackDays, work } from '../../../test/support/site-days.ts';
import { type Sample, valueOver } from '../statistic.ts';
import { effects } from './decomposition.ts';
import { intervalOfSlope, slopeOf } from './newey-west.ts';
import type { Arm } from './policy.ts';
import { weightsOf } from './switchback.ts';
import type { TrialDay } from './trial-day.ts';
import type { Trial } from './trial.ts';
import { checkOf, effectOf, strictUplift, uplift } from './uplift.ts';
import type { Work } from './work.ts';

/** A trial whose days can be had again. */
type Switchback = Extract<Trial, { design: 'switchback' | 'interrupted' }>;
const over = (sample: Sample | null): number | null =>
  sample && valueOver(sample.fold, sample.rows, sample.rows.keys());
const switchback = (days: readonly TrialDay[]): Switchback => ({
  design: 'switchback',
  lacking: null,
  zone: 'UTC',
  days,
  coverage: 1,
  known: days.length,
});

interface Made {
  readonly perEnergy?: number;
  readonly aiShare?: number;
  readonly overhead?: number;
  readonly of?: (made: Work) => Work;
}
const day = (
  at: number,
  arm: Arm,
  { perEnergy = 1, aiShare = 0.2, overhead = 1.2, of = (made) => made }: Made,
): TrialDay => ({
  at: start + at * dayMs,
  due: 1,
  known: 1,
  made: [{ arm, work: of(work({ at: start + at * dayMs, aiShare, perEnergy, overhead })) }],
});

describe('a switchback', () => {
  const better = { perEnergy: 1.15, overhead: 1.1, aiShare: 0.3 };
  const trial = switchback([day(0, 'static', {}), day(1, 'hybrid', better)]);

  test('holds output per resource of hybrid days against that of static days, at the prices of these', () => {
    const worth = (aiShare: number): number => ((1 - aiShare) * 50) / 1.5e12 + (aiShare * 1.5 * (1000 / busy)) / 3.6e6;
    const busy = (2500 * 0.2 + 2500 * 0.3 * 1.15) / 2;
    const expected = (worth(0.3) * 1.15) / 1.1 / (worth(0.2) / 1.2) - 1;
    expect(over(uplift('energy')(trial))).toBeCloseTo(expected, 9);
  });

  test('without the mix is what output per energy and overhead give: 1.15 · 1.2 / 1.1', () => {
    expect(over(strictUplift(trial))).toBeCloseTo((1.15 * 1.2) / 1.1 - 1, 9);
  });

  test('has parts that add up to the uplift, for each resource', () => {
    for (const resource of ['energy', 'contract', 'cost'] as const) {
      const parts = effects.map((effect) => over(effectOf(resource, effect)(trial)) ?? NaN);
      const total = over(uplift(resource)(trial)) ?? NaN;
      expect(parts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(Math.log(1 + total), 12);
    }
  });

  test('counts for a resource the time in which it is known, of both sides', () => {
    // A busy hour earns the same on all days, so that a further day moves no price.
    const steady = (made: Work): Work => ({ ...made, boardHours: made.output.ai, boardsUsd: 1.5 * made.output.ai });
    const unpriced = (made: Work): Work => ({ ...steady(made), resource: { ...made.resource, cost: null } });
    const priced = [day(0, 'static', { of: steady }), day(1, 'hybrid', { ...better, of: steady })];
    const partly = switchback([...priced, day(2, 'hybrid', { perEnergy: 9, of: unpriced })]);
    expect(over(uplift('cost')(partly))).toBeCloseTo(over(uplift('cost')(switchback(priced))) ?? NaN, 12);
    expect(over(uplift('energy')(partly))).toBeGreaterThan(1);
    const never = switchback([day(0, 'static', { of: unpriced }), day(1, 'hybrid', { of: unpriced })]);
    expect(over(uplift('cost')(never))).toBeNull();
    expect(over(uplift('energy')(never))).toBeCloseTo(0, 12);
  });

  test('is not moved by a rally of the hashprice that comes with the hybrid days', () => {
    const rally = (made: Work): Work => ({ ...made, hashUsd: (made.hashUsd ?? 0) * 1.15 });
    const rallied = switchback([day(0, 'static', {}), day(1, 'hybrid', { of: rally })]);
    expect(over(uplift('energy')(rallied))).toBeCloseTo(0, 12);
  });

  test('weighs output by the prices of both times once they moved by more than a fifth', () => {
    const at = (factor: number): number =>
      weightsOf([
        day(0, 'static', {}),
        day(1, 'hybrid', { of: (made) => ({ ...made, hashUsd: (made.hashUsd ?? 0) * factor }) }),
      ]).length;
    expect([at(1.1), at(0.85), at(1.3), at(0.7)]).toEqual([1, 1, 2, 2]);
  });
});

describe('the slope of points in time', () => {
  const line = (count: number, noise: (at: number) => number) =>
    Array.from({ length: count }, (_, at) => ({ x: at, y: 2 + 3 * at + noise(at) }));

  test('is that of a line, without an error where all lie on it', () => {
    expect(slopeOf(line(10, () => 0))).toEqual({ slope: expect.closeTo(3, 12), error: expect.closeTo(0, 12) });
    expect(
      slopeOf([
        { x: 1, y: 2 },
        { x: 1, y: 3 },
      ]),
    ).toBeNull();
  });

  test('is less sure where what is unexplained hangs together from day to day', () => {
    const { normal } = randomOf(3);
    const shocks = Array.from({ length: 200 }, () => normal());
    const lasting = shocks.map(
      (_, at) => shocks.slice(Math.max(0, at - 5), at + 1).reduce((sum, each) => sum + each, 0) / Math.sqrt(6),
    );
    const errorOf = (noise: readonly number[]): number => slopeOf(line(200, (at) => noise[at] ?? 0))?.error ?? NaN;
    expect(errorOf(lasting)).toBeGreaterThan(1.5 * errorOf(shocks));
  });

  test('covers the truth about as often as it says', () => {
    const covering = seeds.filter((seed) => {
      const { normal } = randomOf(seed);
      const { low, high } = intervalOfSlope(slopeOf(line(200, () => normal())) ?? { slope: NaN, error: NaN });
      return low <= 3 && 3 <= high;
    });
    // Errors of lags are a little too small.
    expect(covering.length / seeds.length).toBeGreaterThan(0.92 - tolerance(0.92));
    expect(covering.length).toBeLessThan(seeds.length);
  });
});

describe('the uplift by days', () => {
  test('agrees with that by sums, and is not defined for another design', () => {
    const days = switchbackDays({ days: 120, seed: 2, uplift: 0.15 });
    const check = checkOf('energy')(switchback(days));
    const bySums = over(uplift('energy')(switchback(days))) ?? NaN;
    expect(check?.low).toBeLessThan(bySums);
    expect(check?.high).toBeGreaterThan(bySums);
    expect((check?.high ?? NaN) - (check?.low ?? NaN)).toBeLessThan(0.08);
    expect(checkOf('energy')({ ...switchback(days), design: 'interrupted' })).toBeNull();
  });
});
