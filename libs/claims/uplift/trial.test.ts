import { describe, expect, test } from '@jest/globals';
import { dayMs, start, work } from '../../../test/support/site-days.ts';
import { type Arm, overlap, type Policy, succession } from './policy.ts';
import type { TrialDay } from './trial-day.ts';
import { type Trial, trialOf } from './trial.ts';
import type { Work } from './work.ts';

const quarterMs = 900_000;
const daysIn = (trial: Trial): readonly TrialDay<unknown>[] => (trial.design === null ? [] : trial.days);

describe('policies of dispatch', () => {
  const policy = (arm: Arm, from: number, to: number, hall: string | null = null): Policy => ({ arm, hall, from, to });

  test('follow one another: a later one ends the one before, and neighbours of one kind are one', () => {
    expect(succession([policy('static', 0, 100), policy('hybrid', 40, 60), policy('hybrid', 60, 80)])).toEqual([
      policy('static', 0, 40),
      policy('hybrid', 40, 80),
    ]);
  });

  const quarters = (days: number): Work[] =>
    Array.from({ length: days * 96 }, (_, at) =>
      work({ at: start + at * quarterMs, aiShare: 0.2, perEnergy: 1, overhead: 1.2 }),
    );
  const alternating = (days: number): Policy[] =>
    Array.from({ length: days }, (_, at) =>
      policy(at % 2 === 0 ? 'hybrid' : 'static', start + at * dayMs, start + (at + 1) * dayMs),
    );
  const window = (days: number) => ({ zone: 'UTC', from: start, to: start + days * dayMs });

  test('that take turns are a switchback, of which the first two hours after each change do not count', () => {
    const trial = trialOf(alternating(56), { work: quarters(56), hallWork: [] }, window(56));
    expect(trial).toMatchObject({ design: 'switchback', lacking: null, coverage: 1, known: 56 });
    expect(daysIn(trial).map(({ due }) => due)).toEqual(Array.from({ length: 56 }, () => 88));
  });

  test('have the sums of their days, in parts of which the same is known', () => {
    const free = { cost: null, contract: null };
    const some = quarters(2).map((each, at) => ({
      ...each,
      resource: { ...each.resource, ...(at % 96 < 48 ? {} : free) },
    }));
    const [first] = daysIn(trialOf(alternating(7), { work: some, hallWork: [] }, window(7)));
    const made = (first?.made ?? []) as { arm: Arm; work: Work }[];
    const one = work({ at: start, aiShare: 0.2, perEnergy: 1, overhead: 1.2 });
    expect(
      made.map(({ arm, work: sums }) => [arm, Math.round(sums.facility / one.facility), sums.resource.cost !== null]),
    ).toEqual([
      ['hybrid', 40, true],
      ['hybrid', 48, false],
    ]);
    expect(made[0]?.work.output.mining).toBeCloseTo(40 * one.output.mining, 6);
    expect(made[0]?.work.resource.cost).toBeCloseTo(40 * (one.resource.cost ?? NaN), 6);
  });

  test.each([
    { without: { hashUsd: null }, lacks: 'no hashprice is known of the days of static dispatch' },
    { without: { boardsUsd: 0 }, lacks: 'the register has no rate and billed share of GPU hours' },
  ])('compare nothing where $lacks: output without a price would count for nothing', ({ without, lacks }) => {
    const isStatic = (at: number): boolean => Math.floor((at - start) / dayMs) % 2 === 1;
    const some = quarters(28).map((each) =>
      'boardsUsd' in without || isStatic(each.at) ? { ...each, ...without } : each,
    );
    expect(trialOf(alternating(28), { work: some, hallWork: [] }, window(28)).lacking).toBe(lacks);
  });

  test('count in weeks that have both of them: what one kind was alone in is left out', () => {
    const three = [...alternating(7), policy('static', start + 7 * dayMs, start + 14 * dayMs)];
    const third = alternating(7).map(({ arm, from, to }) => policy(arm, from + 14 * dayMs, to + 14 * dayMs));
    expect(daysIn(trialOf([...three, ...third], { work: quarters(21), hallWork: [] }, window(21))).length).toBe(14);
  });

  test('of a hall count while all halls that are held have theirs', () => {
    const site = policy('hybrid', 0, 100);
    const held = [[policy('static', 10, 60, 'a'), policy('static', 60, 80, 'a')], [policy('static', 40, 200, 'b')]];
    expect(overlap(site, held)).toEqual([policy('hybrid', 40, 80)]);
    expect(overlap(site, [...held, [policy('static', 90, 95, 'c')]])).toEqual([]);
  });

  test('count what is not known against coverage', () => {
    const gappy = quarters(28).filter((_, at) => at >= 7 * 96 || at % 2 === 0);
    const trial = trialOf(alternating(28), { work: gappy, hallWork: [] }, window(28));
    expect(trial.coverage).toBeCloseTo((21 + 3.5) / 28, 12);
    expect(trial.known).toBe(21);
  });

  test('have days of site time: 23 hours when clocks go forward', () => {
    const from = Date.UTC(2026, 2, 7, 6);
    const zoned = quarters(80).map((each) => each);
    const spans = [
      policy('hybrid', from - 2 * 3_600_000, from + 3 * dayMs),
      policy('static', from + 3 * dayMs, from + 5 * dayMs),
    ];
    const again = policy('hybrid', from + 5 * dayMs, from + 6 * dayMs);
    const trial = trialOf(
      [...spans, again],
      { work: zoned, hallWork: [] },
      { zone: 'America/Winnipeg', from, to: from + 7 * dayMs },
    );
    expect(
      daysIn(trial)
        .slice(0, 3)
        .map(({ due }) => due),
    ).toEqual([96, 92, 96]);
  });

  test.each([
    { policies: [], lacks: /no policy of dispatch is known/ },
    { policies: [policy('hybrid', start, start + 60 * dayMs)], lacks: /no day of static dispatch/ },
    { policies: [policy('static', start, start + 60 * dayMs)], lacks: /no day of hybrid dispatch/ },
    {
      policies: [policy('hybrid', start, start + 28 * dayMs), policy('static', start + 28 * dayMs, start + 56 * dayMs)],
      lacks: /no week has days of both/,
    },
    {
      policies: [policy('static', start, start + 40 * dayMs), policy('hybrid', start + 40 * dayMs, start + 60 * dayMs)],
      lacks: /^40 of the 365 days of static dispatch/,
    },
  ])('of which $lacks are no trial', ({ policies, lacks }) => {
    expect(trialOf(policies, { work: quarters(60), hallWork: [] }, window(60)).lacking).toMatch(lacks);
  });
});
