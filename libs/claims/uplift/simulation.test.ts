import { describe, expect, test } from '@jest/globals';
import { type Claim, claims } from '#catalogue';
import {
  coverageOf,
  intervalIn,
  leastCoverage,
  mostCoverage,
  seeds,
  shortfall,
  tolerance,
} from '../../../test/support/coverage.ts';
import { switchbackDays, type World } from '../../../test/support/site-days.ts';
import { assess, type Assessment } from '../assess.ts';
import { type LoadSeries, seriesOf } from '../series.ts';
import type { Trial } from './trial.ts';
import { strictUplift, uplift } from './uplift.ts';

function trialIn(world: World): Trial {
  const days = switchbackDays(world);
  return { design: 'switchback', lacking: null, zone: 'UTC', days, coverage: 1, known: days.length };
}

const seriesWith = (trial: Trial): LoadSeries => seriesOf([], { site: 'prairie', zone: 'UTC', trial, converted: 0 });

/** A claim with one of its readings alone. */
function claimOf(id: string, reading: string): Claim {
  const found = claims.find((each) => each.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return { ...found, readings: found.readings.filter((each) => each.id === reading) };
}
function assessed(id: string, reading: string, series: LoadSeries): Assessment {
  const [assessment] = assess(claimOf(id, reading), series);
  if (!assessment) throw new Error(`no reading ${reading} of claim ${id}`);
  return assessment;
}

describe('intervals of the uplift', () => {
  test.each([
    { days: 60, uplift: 0 },
    { days: 60, uplift: 0.15 },
    { days: 60, uplift: 0.4 },
    { days: 120, uplift: 0.4 },
    { days: 400, uplift: 0.15 },
  ])('cover a truth of $uplift over $days days nine times in ten', (truth) => {
    const coverage = coverageOf(truth.uplift, (seed) => strictUplift(trialIn({ ...truth, seed })));
    expect(coverage).toBeGreaterThan(leastCoverage(truth.days));
    expect(coverage).toBeLessThan(mostCoverage);
  });

  test.each([
    { days: 60, drift: 0.2, weather: 0.1 },
    { days: 120, drift: 0.2, weather: 0.1 },
  ])(
    'cover it no less when hardware gets better by a fifth and overhead swings with the year, over $days days',
    (world) => {
      const coverage = coverageOf(0.15, (seed) => strictUplift(trialIn({ ...world, uplift: 0.15, seed })));
      expect(coverage).toBeGreaterThan(leastCoverage(world.days));
    },
  );

  test('are not moved by another mix, which makes the plain uplift exceed 30 % with nothing more efficient', () => {
    const world = { days: 120, uplift: 0, aiShare: { static: 0.2, hybrid: 0.4 } };
    const coverage = coverageOf(0, (seed) => strictUplift(trialIn({ ...world, seed })));
    expect(coverage).toBeGreaterThan(leastCoverage(world.days));
    for (const seed of seeds.slice(0, 10))
      expect(intervalIn(uplift('energy')(trialIn({ ...world, seed })), seed).low).toBeGreaterThan(0.3);
  });
});

describe('verdicts on an uplift of 30 % or more', () => {
  const verdictsOf = (world: Omit<World, 'seed'>, worlds: number): (string | null)[] =>
    seeds.slice(0, worlds).map((seed) => assessed('S4.3', 'strict', seriesWith(trialIn({ ...world, seed }))).verdict);
  const only = (verdicts: readonly (string | null)[]): (string | null)[] => [...new Set(verdicts)];

  test.each([60, 120])('are right about 0, 15 and 40 percent over %d days, in every world', (days) => {
    expect(only(verdictsOf({ days, uplift: 0 }, 8))).toEqual(['contradicted']);
    expect(only(verdictsOf({ days, uplift: 0.15 }, 8))).toEqual(['contradicted']);
    expect(only(verdictsOf({ days, uplift: 0.4 }, 8))).toEqual(['supported']);
  });

  test('are right over 400 days as well, with drift and weather', () => {
    const verdict = (of: number): string | null =>
      assessed('S4.3', 'strict', seriesWith(trialIn({ days: 400, seed: 1, uplift: of, drift: 0.2, weather: 0.1 })))
        .verdict;
    expect([0, 0.15, 0.4].map(verdict)).toEqual(['contradicted', 'contradicted', 'supported']);
  });

  test('are inconclusive where the truth is the threshold itself, but for the share that an interval misses', () => {
    const verdicts = verdictsOf({ days: 120, uplift: 0.3 }, 40);
    const covered = 0.95 - shortfall(120);
    const inconclusive = verdicts.filter((verdict) => verdict === 'inconclusive');
    expect(inconclusive.length / verdicts.length).toBeGreaterThan(covered - tolerance(covered, verdicts.length));
  });

  test('are insufficient below 56 days, indicative below 90 and firm from there on', () => {
    const of = (days: number): Assessment =>
      assessed('S4.3', 'strict', seriesWith(trialIn({ days, uplift: 0.4, seed: 3 })));
    expect(of(55)).toMatchObject({
      value: expect.closeTo(0.4, 1),
      interval: null,
      verdict: 'insufficient_data',
      reason: '55 of the 56 days that it needs are known',
    });
    expect(of(56)).toMatchObject({ verdict: 'supported', isIndicative: true, days: 56 });
    expect(of(89).isIndicative).toBe(true);
    expect(of(90).isIndicative).toBe(false);
  });

  test('say nothing of a claim that telemetry cannot speak to', () => {
    const claim = claims.find(({ id }) => id === 'S6.x');
    const [only] = claim ? assess(claim, seriesWith(trialIn({ days: 120, uplift: 0.4, seed: 1 }))) : [];
    expect(only).toMatchObject({ value: null, verdict: 'not_testable' });
  });
});

describe('efficiency held against several resources', () => {
  const claim = claims.find(({ id }) => id === 'S2.13');
  const of = (world: Omit<World, 'days' | 'seed'>): Assessment[] =>
    claim ? assess(claim, seriesWith(trialIn({ days: 120, seed: 4, ...world }))) : [];
  const reading = (all: readonly Assessment[], id: string): Assessment | undefined =>
    all.find((each) => each.reading?.id === id);

  test('is judged of all at once: the intervals are wider than one alone would have', () => {
    const together = reading(of({ uplift: 0.15 }), 'uplift');
    const alone = assessed('S2.13', 'uplift', seriesWith(trialIn({ days: 120, seed: 4, uplift: 0.15 })));
    expect(together?.method).toMatch(/level 0\.98\d+ by Holm$/);
    expect(together?.value).toBe(alone.value);
    expect(together?.interval?.low).toBeLessThan(alone.interval?.low ?? NaN);
    expect(together?.interval?.high).toBeGreaterThan(alone.interval?.high ?? NaN);
  });

  test('says of each of the four resources what it says', () => {
    const all = of({ uplift: 0.15 });
    expect(['strict', 'uplift', 'contract', 'cost', 'capital'].map((id) => reading(all, id)?.verdict)).toEqual([
      'supported',
      'supported',
      'supported',
      'supported',
      'supported',
    ]);
  });

  test('has parts that add up to its logarithm', () => {
    const all = of({ uplift: 0.15, aiShare: { static: 0.2, hybrid: 0.3 } });
    const parts = ['overhead', 'mix', 'mining', 'ai'].map((id) => reading(all, id)?.value ?? NaN);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(
      Math.log(1 + (reading(all, 'uplift')?.value ?? NaN)),
      12,
    );
  });
});
