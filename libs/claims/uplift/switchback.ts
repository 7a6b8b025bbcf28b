import type { Interval } from '../bootstrap.ts';
import { part, type Sample, sampleOf, type Statistic } from '../statistic.ts';
import {
  type ByWorkload,
  decompose,
  type Decomposition,
  meanOf,
  type Totals,
  type Workload,
  workloads,
} from './decomposition.ts';
import { intervalOfSlope, type Point, slopeOf } from './newey-west.ts';
import { type Arm, arms } from './policy.ts';
import type { TrialDay } from './trial-day.ts';
import type { Resource, Work } from './work.ts';

const madeUnder = (days: readonly TrialDay[], arm: Arm): Work[] =>
  days.flatMap(({ made }) => made.filter((each) => each.arm === arm).map(({ work }) => work));
const total = (work: readonly Work[], of: (each: Work) => number): number =>
  work.reduce((sum, each) => sum + of(each), 0);
const quotient = (numerator: number, denominator: number): number => (denominator > 0 ? numerator / denominator : 0);

/** Mean worth of a PH·day, USD; 0 without hash or without a hashprice. */
function hashWorth(work: readonly Work[]): number {
  const priced = work.filter(({ hashUsd }) => hashUsd !== null);
  return quotient(
    total(priced, ({ hashUsd }) => hashUsd ?? 0),
    total(priced, ({ output }) => output.mining),
  );
}

/** Prices of output under the static and the hybrid policy: the hashprice, and what a busy hour earns where the rate is what it was then. */
function pricesOf(days: readonly TrialDay[]): Readonly<Record<Arm, ByWorkload>> {
  const all = days.flatMap(({ made }) => made.map(({ work }) => work));
  const rate = (work: readonly Work[]): number =>
    quotient(
      total(work, ({ boardsUsd }) => boardsUsd),
      total(work, ({ boardHours }) => boardHours),
    );
  const [usual, busyHour] = [
    rate(all),
    quotient(
      total(all, ({ boardsUsd }) => boardsUsd),
      total(all, ({ output }) => output.ai),
    ),
  ];
  const under = (arm: Arm): ByWorkload => {
    const work = madeUnder(days, arm);
    return { mining: hashWorth(work), ai: busyHour * quotient(rate(work), usual) };
  };
  return { static: under('static'), hybrid: under('hybrid') };
}

/** Why output cannot be weighed; null when it can. What has no price would count for nothing. */
export function unpricedOf(days: readonly TrialDay[]): string | null {
  const prices = pricesOf(days);
  for (const arm of arms) {
    const work = madeUnder(days, arm);
    const hasNoPrice = (workload: Workload): boolean =>
      prices[arm][workload] === 0 && total(work, ({ output }) => output[workload]) > 0;
    if (hasNoPrice('mining')) return `no hashprice is known of the days of ${arm} dispatch`;
    if (hasNoPrice('ai')) return 'the register has no rate and billed share of GPU hours';
  }
  return null;
}

/** Prices that moved by more than this call for an index between those of the one time and those of the other. */
const steadyPrices = 0.2;

/** What output is weighed by: prices of the static days, and with them those of the hybrid days where prices moved. */
export function weightsOf(days: readonly TrialDay[]): ByWorkload[] {
  const { static: base, hybrid } = pricesOf(days);
  const hasMoved = workloads.some(
    (workload) => base[workload] > 0 && Math.abs(hybrid[workload] / base[workload] - 1) > steadyPrices,
  );
  return hasMoved ? [base, hybrid] : [base];
}

/** Sums of one policy in a day, in the order in which `totalsAt` reads them. */
const sums = 6;
const partsOf = ({ output, it, facility }: Work, resource: number): number[] => [
  output.mining,
  output.ai,
  it.mining,
  it.ai,
  facility,
  resource,
];
const totalsAt = (folded: Float64Array, at: number): Totals => ({
  output: { mining: part(folded, at), ai: part(folded, at + 1) },
  it: { mining: part(folded, at + 2), ai: part(folded, at + 3) },
  facility: part(folded, at + 4),
  resource: part(folded, at + 5),
});

/** Sums of both policies over the quarters of an hour of a day in which the resource is known. */
function measure({ made }: TrialDay, resource: Resource): Float64Array {
  const day = new Float64Array(sums * arms.length);
  for (const { arm, work } of made) {
    const used = work.resource[resource];
    if (used === null) continue;
    const offset = arms.indexOf(arm) * sums;
    for (const [index, value] of partsOf(work, used).entries()) day[offset + index] = part(day, offset + index) + value;
  }
  return day;
}

/** Hybrid against static days of the same weeks: a number made of the parts of `ln` of their efficiency ratio. */
export function switchback(
  days: readonly TrialDay[],
  resource: Resource,
  of: (parts: Decomposition) => number,
): Sample {
  const weights = weightsOf(days);
  const statistic: Statistic<TrialDay> = {
    parts: Array.from({ length: sums * arms.length }, () => 'sum' as const),
    measure: (day) => [...measure(day, resource)],
    value: (folded) => {
      const [hybrid, still] = arms.map((_, index) => totalsAt(folded, index * sums));
      if (!hybrid || !still) return null;
      const each = weights.map((prices) => decompose(hybrid, still, prices)).filter((parts) => parts !== null);
      return each.length < weights.length ? null : of(meanOf(each));
    },
  };
  return sampleOf(statistic, days);
}

/** The daily logarithms of efficiency of hybrid against those of static days, as a share: a second way to the uplift, by Newey and West. */
export function dailyUplift(days: readonly TrialDay[], resource: Resource): Interval | null {
  const [prices] = weightsOf(days);
  if (!prices) return null;
  const points = days.flatMap((day) => {
    const folded = measure(day, resource);
    return arms.flatMap((arm, index): Point[] => {
      const { output, resource: used } = totalsAt(folded, index * sums);
      const worth = prices.mining * output.mining + prices.ai * output.ai;
      return worth > 0 && used > 0 ? [{ x: arm === 'hybrid' ? 1 : 0, y: Math.log(worth / used) }] : [];
    });
  });
  const slope = slopeOf(points);
  if (!slope) return null;
  const { low, high } = intervalOfSlope(slope);
  return { low: Math.expm1(low), high: Math.expm1(high) };
}
