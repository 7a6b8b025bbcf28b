import { describe, expect, test } from '@jest/globals';
import { coverageOf, leastCoverage, mostCoverage } from '../../../test/support/coverage.ts';
import { dayMs, randomOf, start, work } from '../../../test/support/site-days.ts';
import { drawsOf, intervalOf } from '../bootstrap.ts';
import { type Sample, valueOver } from '../statistic.ts';
import { misfitOf } from './interrupted.ts';
import type { Policy } from './policy.ts';
import { leastSquares, momentsLength, momentsOf } from './regression.ts';
import type { TrialDay } from './trial-day.ts';
import { type Trial, trialOf } from './trial.ts';
import { effectOf, strictUplift, uplift } from './uplift.ts';
import type { Work } from './work.ts';

const quarterMs = 900_000;
const over = (sample: Sample | null): number | null =>
  sample && valueOver(sample.fold, sample.rows, sample.rows.keys());

describe('least squares', () => {
  const solve = (rows: readonly { x: number[]; y: number }[], width: number): number[] | null => {
    const moments = new Float64Array(momentsLength(width));
    for (const { x, y } of rows)
      for (const [at, each] of momentsOf(x, y).entries()) moments[at] = (moments[at] ?? 0) + each;
    return leastSquares(moments, width);
  };

  test('finds the plane that points lie on', () => {
    const rows = [
      [1, 0],
      [2, 1],
      [3, 5],
      [4, 2],
    ].map(([a = 0, b = 0]) => ({ x: [1, a, b], y: 7 + 2 * a - 3 * b }));
    for (const [at, each] of (solve(rows, 3) ?? []).entries()) expect(each).toBeCloseTo([7, 2, -3][at] ?? NaN, 9);
  });

  test('says nothing where two regressors are the same', () => {
    expect(
      solve(
        [1, 2, 3].map((a) => ({ x: [1, a, 2 * a], y: a })),
        3,
      ),
    ).toBeNull();
  });
});

describe('an interrupted series', () => {
  interface Given {
    readonly base: number;
    readonly after: number;
    readonly saved: number;
    /** Of a day's energy, by what nothing explains. */
    readonly scatter?: number;
    /** By how much all hardware gets better over the whole time, with any policy. */
    readonly drift?: number;
    readonly seed?: number;
    readonly price?: (at: number) => number;
  }

  /** What a day's quarter of an hour takes: for its time, its output, the season and the day of the week; less of it under hybrid dispatch. */
  function quarterOf(at: number, { even, normal }: ReturnType<typeof randomOf>, given: Given): Work {
    const { base, after, saved, scatter = 0, drift = 0, price = () => 50 } = given;
    const made = work({
      at: start + at * dayMs + 12 * 3_600_000,
      aiShare: 0.1 + 0.2 * even(),
      itMw: 8 + 2 * even() + (at % 7 < 5 ? 0.5 : 0),
      perEnergy: 1,
      overhead: 1,
    });
    const season = 1e9 * Math.sin((2 * Math.PI * at) / 365.2425 + 1);
    const weekend = at % 7 < 5 ? 0 : -4e8;
    const needed = 1e9 + 1.65e12 * made.output.mining + 3.96e6 * made.output.ai + season + weekend;
    const better = (at < base ? 1 : 1 + saved) * (1 + (drift * at) / (base + after));
    const facility = (needed * (1 + scatter * normal())) / better;
    const resource = { energy: facility, contract: null, capital: null, cost: (facility / 3.6e9) * price(at) };
    return { ...made, facility, resource };
  }
  function daysOf(given: Given): TrialDay[] {
    const random = randomOf(given.seed ?? 5);
    return Array.from({ length: given.base + given.after }, (_, at): TrialDay => ({
      at: start + at * dayMs,
      due: 1,
      known: 1,
      made: [{ arm: at < given.base ? 'static' : 'hybrid', work: quarterOf(at, random, given) }],
    }));
  }
  const trial = (given: Given): Trial => ({
    design: 'interrupted',
    lacking: null,
    zone: 'UTC',
    days: daysOf(given),
    coverage: 1,
    known: given.after,
  });
  const saving: Given = { base: 400, after: 60, saved: 0.25 };

  test('finds by how much more energy the same output would have taken', () => {
    expect(over(strictUplift(trial(saving)))).toBeCloseTo(0.25, 6);
    expect(over(uplift('energy')(trial(saving)))).toBeCloseTo(0.25, 6);
  });

  test('explains energy by prices where they change, and does without where they do not', () => {
    const priced = trial({ ...saving, price: (at) => 40 + 10 * Math.cos(at) });
    expect(over(strictUplift(priced))).toBeCloseTo(0.25, 6);
    const parts = (of: Trial): number | undefined => strictUplift(of)?.fold.parts.length;
    expect(parts(priced)).toBeGreaterThan(parts(trial(saving)) ?? NaN);
  });

  test('compares energy alone: the other resources and the parts have no number', () => {
    expect(uplift('contract')(trial(saving))).toBeNull();
    expect(effectOf('energy', 'mix')(trial(saving))).toBeNull();
  });

  // An uplift scales the energy of all hybrid days alike: what covers one covers any.
  test('covers the truth nine times in ten, the weather of the year notwithstanding', () => {
    const saved = 0.15;
    const coverage = coverageOf(saved, (seed) =>
      strictUplift(trial({ base: 365, after: 60, saved, scatter: 0.03, seed })),
    );
    expect(coverage).toBeGreaterThan(leastCoverage(60));
    expect(coverage).toBeLessThan(mostCoverage);
  });

  test.each([0, 0.15, 0.4])('has an interval around a truth of %d', (saved) => {
    const sample = strictUplift(trial({ base: 365, after: 60, saved, scatter: 0.02, seed: 8 }));
    const { low, high } = intervalOf((sample && drawsOf(sample)) ?? [], 0.95);
    expect(low).toBeLessThan(saved);
    expect(high).toBeGreaterThan(saved);
    expect(high - low).toBeLessThan(0.05);
  });

  test('takes hardware that got better anyway for uplift', () => {
    expect(over(strictUplift(trial({ base: 365, after: 60, saved: 0, drift: 0.2 })))).toBeGreaterThan(0.05);
  });

  test('says nothing of a base period that explains too little, or in which output never changed', () => {
    expect(misfitOf(daysOf(saving), 'UTC')).toBeNull();
    expect(misfitOf(daysOf({ ...saving, scatter: 0.3 }), 'UTC')).toMatch(
      /^the base period fits to 0\.[23]\d\d .* worse than 0\.15/,
    );
    const [same] = daysOf(saving);
    const constant = daysOf(saving).map((each) => ({
      ...each,
      made: each.made.map(({ arm }) => ({
        arm,
        work: same?.made[0]?.work ?? work({ at: 0, aiShare: 0.2, perEnergy: 1, overhead: 1 }),
      })),
    }));
    expect(misfitOf(constant, 'UTC')).toMatch(/does not tell apart/);
  });

  test('is what one change of policy makes after a year of static dispatch; the day of the change is of neither', () => {
    const change = start + 370.5 * dayMs;
    const policies: Policy[] = [
      { arm: 'static', hall: null, from: start, to: change },
      { arm: 'hybrid', hall: null, from: change, to: start + 440 * dayMs },
    ];
    const random = randomOf(1);
    const all = Array.from({ length: 440 }, (_, at) => quarterOf(at, random, { ...saving, scatter: 0.02 })).flatMap(
      (made) =>
        Array.from({ length: 96 }, (_each, quarter) => ({
          ...made,
          at: made.at - 12 * 3_600_000 + quarter * quarterMs,
        })),
    );
    const found = trialOf(policies, { work: all, hallWork: [] }, { zone: 'UTC', from: start, to: start + 440 * dayMs });
    expect(found).toMatchObject({ design: 'interrupted', lacking: null, known: 69 });
    expect(found.design === 'interrupted' ? found.days.map(({ at }) => at) : []).not.toContain(start + 370 * dayMs);
  });
});
