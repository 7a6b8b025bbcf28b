import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bootstrap } from '../bootstrap.ts';
import type { Chance } from '../chance.ts';
import { part, ratio, type Sample, sampleOf, type Statistic } from '../statistic.ts';
import { addHalls, type HallSums, type HallWork, noHalls } from './hall-work.ts';
import { slopeOf } from './newey-west.ts';
import { has, type TrialDay } from './trial-day.ts';

type Day = TrialDay<HallWork>;

/** What the halls that are held, and those that are not, made in a day. */
function sidesOf({ made }: Day, held: ReadonlySet<string>): { held: HallSums; treated: HallSums } {
  const sides = { held: noHalls, treated: noHalls };
  for (const { work } of made)
    for (const [hall, sums] of work.halls) {
      const side = held.has(hall) ? 'held' : 'treated';
      sides[side] = addHalls(sides[side], sums);
    }
  return sides;
}

const efficiency = ({ accepted, used }: HallSums): number | null => ratio(accepted, used);

/** Efficiency of one side by that of the other; null where either made nothing. */
function quotient(one: HallSums, other: HallSums): number | null {
  const [a, b] = [efficiency(one), efficiency(other)];
  return a === null || b === null ? null : ratio(a, b);
}

/** A trend this many times its error is one. */
const significant = 1.96;

/** Why halls are no measure of one another: they were not alike, or drifted apart before the change. Null when they are. */
export function preTrendOf(days: readonly Day[], held: ReadonlySet<string>): string | null {
  const points = days
    .filter((day) => has(day, 'static'))
    .map((day) => {
      const sides = sidesOf(day, held);
      return { x: day.at, y: Math.log(quotient(sides.treated, sides.held) ?? 0) };
    })
    .filter(({ y }) => Number.isFinite(y));
  const trend = slopeOf(points);
  if (!trend) return 'no mining hall is held on static dispatch, or none is not';
  return Math.abs(trend.slope) > significant * trend.error
    ? 'the halls drifted apart before the change, so that they are no measure of one another'
    : null;
}

/**
 * Difference in differences: hash per facility energy of the halls that changed by that of the halls that were held, after the change by before it, less 1.
 * What a day does to all halls alike cancels, and so does what halls differ by anyway.
 */
export function holdout(days: readonly Day[], held: ReadonlySet<string>): Sample {
  const statistic: Statistic<Day> = {
    parts: Array.from({ length: 8 }, () => 'sum' as const),
    measure: (day) => {
      const sides = sidesOf(day, held);
      const sums = [sides.treated.accepted, sides.treated.used, sides.held.accepted, sides.held.used];
      return has(day, 'hybrid') ? [0, 0, 0, 0, ...sums] : [...sums, 0, 0, 0, 0];
    },
    value: (folded) => {
      const at = (from: number) =>
        quotient(
          { accepted: part(folded, from), used: part(folded, from + 1) },
          { accepted: part(folded, from + 2), used: part(folded, from + 3) },
        );
      const [before, after] = [at(0), at(4)];
      const change = before === null || after === null ? null : ratio(after, before);
      return change === null ? null : change - 1;
    },
  };
  return sampleOf(statistic, days);
}

interface Hall {
  readonly before: HallSums;
  readonly after: HallSums;
}

function hallsOf(days: readonly Day[]): Map<string, Hall> {
  const halls = new Map<string, Hall>();
  for (const { made } of days)
    for (const { arm, work } of made)
      for (const [hall, sums] of work.halls) {
        const known = halls.get(hall) ?? { before: noHalls, after: noHalls };
        const period = arm === 'static' ? 'before' : 'after';
        halls.set(hall, { ...known, [period]: addHalls(known[period], sums) });
      }
  return halls;
}

/** Choices of `count` of the numbers below `of`, in order. */
function* choices(of: number, count: number, from = 0): Generator<readonly number[]> {
  if (count === 0) yield [];
  else
    for (let at = from; at <= of - count; at++) for (const rest of choices(of, count - 1, at + 1)) yield [at, ...rest];
}

const mostChoices = 2_000;

/** Which halls could have been chosen: all choices where they are few, else the one that was and others drawn by lot. */
function assignments(of: number, chosen: readonly number[]): (readonly number[])[] {
  const all: (readonly number[])[] = [];
  for (const choice of choices(of, chosen.length)) {
    all.push(choice);
    if (all.length === mostChoices) return [chosen, ...drawnChoices(of, chosen.length)];
  }
  return all;
}

function drawnChoices(of: number, count: number): number[][] {
  const generator = xoroshiro128plus(bootstrap.seed);
  return Array.from({ length: mostChoices - 1 }, () => {
    const numbers = Array.from({ length: of }, (_, at) => at);
    return Array.from({ length: count }, () => numbers.splice(uniformInt(generator, 0, numbers.length - 1), 1)[0] ?? 0);
  });
}

/** Halls as they would have been had the change not made those that were not held better by `uplift`. */
const without = (halls: readonly Hall[], { chosen, uplift }: { chosen: readonly number[]; uplift: number }): Hall[] =>
  halls.map(({ before, after }, at) => ({
    before,
    after: chosen.includes(at) ? after : { ...after, accepted: after.accepted / (1 + uplift) },
  }));

/** What a choice of halls differs from the rest by, as a logarithm without sign. */
function differenceOf(halls: readonly Hall[], chosen: readonly number[]): number {
  const sum = (isChosen: boolean, period: keyof Hall): HallSums =>
    halls
      .filter((_, at) => chosen.includes(at) === isChosen)
      .reduce((total, hall) => addHalls(total, hall[period]), noHalls);
  const quotientIn = (period: keyof Hall): number => quotient(sum(false, period), sum(true, period)) ?? NaN;
  return Math.abs(Math.log(quotientIn('after') / quotientIn('before')));
}

/**
 * Randomisation inference over halls: if the change made the others better by `uplift` and nothing else set halls apart, how often would another choice of as many
 * halls have differed from the rest by as much as those that were held? Few halls are no sample, whatever the number of days.
 */
export function hallTest(days: readonly Day[], held: ReadonlySet<string>, uplift: number): Chance | null {
  const byName = [...hallsOf(days)];
  const chosen = byName.flatMap(([name], at) => (held.has(name) ? [at] : []));
  const halls = without(
    byName.map(([, hall]) => hall),
    { chosen, uplift },
  );
  const observed = differenceOf(halls, chosen);
  if (!Number.isFinite(observed)) return null;
  const some = assignments(halls.length, chosen);
  // Sums in another order differ in their last digits.
  const asStrong = some.filter((choice) => differenceOf(halls, choice) >= observed * (1 - 1e-9)).length;
  // Of halves, each has the same difference as the other.
  const alike = 2 * chosen.length === halls.length ? 2 : 1;
  return { p: asStrong / some.length, others: some.length - 1, least: alike / some.length };
}
