import { describe, expect, test } from '@jest/globals';
import { type Claim, claims } from '#catalogue';
import { coverageOf, leastCoverage, mostCoverage, seeds, tolerance } from '../../../test/support/coverage.ts';
import { dayMs, randomOf, start } from '../../../test/support/site-days.ts';
import { assess, type Assessment } from '../assess.ts';
import { seriesOf } from '../series.ts';
import { valueOver } from '../statistic.ts';
import type { HallWork } from './hall-work.ts';
import { hallTest, holdout, preTrendOf } from './holdout.ts';
import type { Policy } from './policy.ts';
import type { TrialDay } from './trial-day.ts';
import { type Trial, trialOf } from './trial.ts';

interface Given {
  readonly halls: number;
  readonly held: number;
  readonly uplift: number;
  readonly seed: number;
  /** Of what hashing a hall's energy gives in a day, by itself and together with all others. */
  readonly scatter?: number;
  /** By how much each hall's own response to the change scatters. */
  readonly response?: number;
  /** Growth a day of the halls that are not held, from the first day on. */
  readonly drift?: number;
  readonly before?: number;
  readonly after?: number;
}

const nameOf = (hall: number): string => `hall-${hall}`;
const heldOf = ({ held }: Given): Set<string> => new Set(Array.from({ length: held }, (_, at) => nameOf(at)));

/** Days before and after all halls but those that are held change to hybrid dispatch; one quarter of an hour stands for a day. */
function daysOf(given: Given): TrialDay<HallWork>[] {
  const { halls, held, uplift, seed, scatter = 0.02, response = 0, drift = 0, before = 60, after = 60 } = given;
  const { normal } = randomOf(seed);
  const own = Array.from({ length: halls }, () => ({ level: Math.exp(0.1 * normal()), response: response * normal() }));
  return Array.from({ length: before + after }, (_, day): TrialDay<HallWork> => {
    const common = Math.exp(0.1 * normal());
    const isAfter = day >= before;
    const made = own.map(({ level, response: moved }, hall) => {
      const gain = isAfter ? (hall >= held ? 1 + uplift : 1) * Math.exp(moved) : 1;
      const grown = hall >= held ? 1 + drift * day : 1;
      const accepted = 1e9 * level * common * gain * grown * Math.exp(scatter * normal());
      return [nameOf(hall), { accepted, used: 1e9 }] as const;
    });
    const at = start + day * dayMs;
    return { at, due: 1, known: 1, made: [{ arm: isAfter ? 'hybrid' : 'static', work: { at, halls: new Map(made) } }] };
  });
}

function valueOf(given: Given): number | null {
  const { fold, rows } = holdout(daysOf(given), heldOf(given));
  return valueOver(fold, rows, rows.keys());
}

describe('halls that are held back', () => {
  const given: Given = { halls: 8, held: 2, uplift: 0.15, seed: 1 };

  test('show what the change did to the others, whatever days and halls do anyway', () => {
    expect(valueOf({ ...given, scatter: 0 })).toBeCloseTo(0.15, 9);
    expect(valueOf({ ...given, scatter: 0, uplift: 0 })).toBeCloseTo(0, 9);
  });

  test('give an interval that covers the truth nine times in ten', () => {
    const coverage = coverageOf(0.15, (seed) => holdout(daysOf({ ...given, seed }), heldOf(given)));
    expect(coverage).toBeGreaterThan(leastCoverage(120));
    expect(coverage).toBeLessThan(mostCoverage);
  });

  test('are no measure of the others when these drifted away before the change', () => {
    expect(preTrendOf(daysOf(given), heldOf(given))).toBeNull();
    expect(preTrendOf(daysOf({ ...given, drift: 0.002 }), heldOf(given))).toMatch(/drifted apart before the change/);
    expect(preTrendOf(daysOf(given), new Set(['elsewhere']))).toMatch(/^no mining hall is held/);
  });
});

describe('the test by lot', () => {
  const test8: Given = { halls: 8, held: 2, uplift: 0.4, seed: 1 };

  test('has the smallest p that so few halls can give where those that were held differ most', () => {
    expect(hallTest(daysOf(test8), heldOf(test8), 0)).toEqual({ p: 1 / 28, others: 27, least: 1 / 28 });
  });

  test('finds nothing against the uplift that there is', () => {
    expect(hallTest(daysOf(test8), heldOf(test8), 0.4)?.p).toBeGreaterThan(0.05);
    expect(hallTest(daysOf(test8), heldOf(test8), 0.8)?.p).toBe(1 / 28);
  });

  test('of halves has twice that: the other half differs as much', () => {
    const halves = { ...test8, halls: 6, held: 3 };
    expect(hallTest(daysOf(halves), heldOf(halves), 0)).toEqual({ p: 0.1, others: 19, least: 0.1 });
  });

  test('draws choices where there are too many, and counts the one that was among them', () => {
    const many = { ...test8, halls: 30, held: 10 };
    const lot = hallTest(daysOf(many), heldOf(many), 0);
    expect(lot).toMatchObject({ others: 1_999, least: 1 / 2_000, p: 1 / 2_000 });
  });

  test('finds nothing, nineteen times in twenty, where halls respond each in its own way', () => {
    const found = seeds.filter((seed) => {
      const world = { halls: 8, held: 2, uplift: 0, response: 0.2, seed, before: 10, after: 10 };
      return (hallTest(daysOf(world), heldOf(world), 0)?.p ?? 1) <= 0.05;
    });
    expect(found.length).toBeLessThan(seeds.length * (0.05 + tolerance(0.05)));
  });
});

describe('a claim held against halls', () => {
  const claim = claims.find(({ id }) => id === 'S4.3') as Claim;
  function strict(given: Given): Assessment | undefined {
    const days = daysOf(given);
    const known = given.after ?? 60;
    const trial: Trial = { design: 'holdout', lacking: null, held: heldOf(given), days, coverage: 1, known };
    return assess(claim, seriesOf([], { site: 'prairie', zone: 'UTC', trial, converted: 0 })).find(
      ({ reading }) => reading?.id === 'strict',
    );
  }

  test('is judged by many halls, and not by few, however clear the days are', () => {
    expect(strict({ halls: 8, held: 2, uplift: 0.4, seed: 1 })).toMatchObject({
      verdict: 'supported',
      chance: { p: 1 / 28, least: 1 / 28 },
    });
    expect(strict({ halls: 8, held: 2, uplift: 0, seed: 1 })).toMatchObject({
      verdict: 'contradicted',
      chance: { p: 1 / 28 },
    });
    const few = strict({ halls: 4, held: 1, uplift: 0.4, seed: 1 });
    expect(few).toMatchObject({ verdict: 'inconclusive', chance: { p: 0.25, least: 0.25 } });
    expect(few?.interval?.low).toBeGreaterThan(0.3);
  });

  test('comes from policies: a site that changes once, and halls that do not', () => {
    const quarterMs = 900_000;
    const change = start + 57 * dayMs;
    const end = start + 114 * dayMs;
    const policies: Policy[] = [
      { arm: 'static', hall: null, from: start, to: change },
      { arm: 'hybrid', hall: null, from: change, to: end },
      { arm: 'static', hall: 'hall-0', from: change, to: end },
    ];
    const hallWork = daysOf({ halls: 4, held: 1, uplift: 0.15, seed: 1, before: 57, after: 57 }).flatMap(
      ({ at, made }) =>
        Array.from({ length: 96 }, (_, quarter) => ({
          halls: made[0]?.work.halls ?? new Map(),
          at: at + quarter * quarterMs,
        })),
    );
    const trial = trialOf(policies, { work: [], hallWork }, { zone: 'UTC', from: start, to: end });
    expect(trial).toMatchObject({
      design: 'holdout',
      lacking: null,
      known: 57,
      coverage: 1,
      held: new Set(['hall-0']),
    });
    const later = trialOf(policies, { work: [], hallWork }, { zone: 'UTC', from: start + 7 * dayMs, to: end });
    expect(later.lacking).toBe('50 of the 56 days of static dispatch that it needs before the change are known');
  });
});
