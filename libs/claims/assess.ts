import type { Claim, Reading } from '#catalogue';
import { groupBy } from '#runtime';
import { bootstrap, drawsOf, type Interval, intervalOf } from './bootstrap.ts';
import type { Chance } from './chance.ts';
import { kpiOf } from './kpis.ts';
import { lackOf, modelledFor, numberOf, samplesOf } from './measure.ts';
import { type Extent, extentOf, type Method, methodOfKpi, methods } from './methods.ts';
import type { LoadSeries } from './series.ts';
import { holmLevels, tailOf } from './uplift/holm.ts';
import { designOf } from './uplift/uplift.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** One reading of a claim at one site: what was measured, how sure that is, and what it says of the claim. */
export interface Assessment {
  readonly claim: Claim;
  /** Undefined for a claim that telemetry cannot speak to. */
  readonly reading?: Reading;
  readonly value: number | null;
  readonly interval: Interval | null;
  /** Against what chance gives: correlation of other weeks, or another choice of halls; where the reading has such a test. */
  readonly chance: Chance | null;
  /** 95 % interval by another method that looks at the same days, to be held against it; where the reading has one. */
  readonly check: Interval | null;
  /** Null for a value that the claim gives no number to hold against. */
  readonly verdict: Verdict | null;
  /** Too few days for an interval that covers as it says. */
  readonly isIndicative: boolean;
  readonly reason: string | null;
  readonly coverage: number | null;
  readonly days: number;
  readonly method: string | null;
}

/** Below so many days a value of a block bootstrap is only an indication. */
const firmDays = 90;
const leastCoverage = 0.8;

const nothing = {
  value: null,
  interval: null,
  chance: null,
  check: null,
  isIndicative: false,
  coverage: null,
  days: 0,
  method: null,
} as const;

const insufficient = (claim: Claim, reading: Reading, reason: string): Assessment => ({
  ...nothing,
  claim,
  reading,
  verdict: 'insufficient_data',
  reason,
});

/** Whether its draws are of days. */
const isOfDays = ({ statistic, daily, trial }: Method): boolean => (statistic ?? daily ?? trial) !== undefined;

const versionOf = (name: string, method: Method, series: LoadSeries): string => {
  const { draws, blockDays, seed } = bootstrap;
  const { trial } = series;
  const design = method.trial && trial.design !== null ? ` ${designOf(trial)},` : '';
  const isDrawn = method.daily ? method.daily(series) !== null : isOfDays(method);
  const pairs = method.sample ? ` bootstrap of pairs, ${draws} draws, seed ${seed}` : '';
  const drawn = isDrawn ? ` circular block bootstrap, ${draws} draws of ${blockDays} days, seed ${seed}` : pairs;
  return `${name}/${method.version}${design}${drawn}`;
};

/** A number before it is judged: with draws of it where it has an interval. */
interface Finding {
  readonly claim: Claim;
  readonly reading: Reading;
  readonly method: Method;
  readonly name: string;
  readonly known: Extent;
  readonly value: number | null;
  readonly draws: readonly number[] | null;
}

function measureOf(method: Method, series: LoadSeries): Pick<Finding, 'value' | 'draws'> {
  const value = numberOf(method, series);
  if (value === null) return { value, draws: null };
  const own = method.estimate?.(series)?.interval;
  const sample = samplesOf(method, series);
  return { value, draws: sample ? drawsOf(sample) : own ? [own.low, own.high] : [value] };
}

/** Why too little is covered; null where enough is. */
const few = ({ coverage }: Extent): string | null =>
  (coverage ?? 0) < leastCoverage ? `coverage ${(coverage ?? 0).toFixed(3)} is below ${leastCoverage}` : null;

/** What hybrid and static days say before there are enough of them for a verdict; of too little of each day, or of a model, nothing. */
const earlyOf = (method: Method, series: LoadSeries, extent: Extent): number | null => {
  const { lacking, design } = series.trial;
  const isEarly = lacking === null && design !== 'replay' && few(extent) === null;
  return method.trial && isEarly ? numberOf(method, series) : null;
};

function findingOf(claim: Claim, reading: Reading, series: LoadSeries): Finding | Assessment {
  const method = reading.kpi ? methodOfKpi(reading) : methods[reading.method];
  const { coverage, days } = extentOf(series, method.basis);
  const known = { coverage, days };
  const name = versionOf(reading.kpi ? `kpi ${kpiOf(reading)}` : reading.method, method, series);
  if (method.withoutEvidence !== undefined && numberOf(method, series) === null) {
    const verdict = verdictOf({ low: 0, high: 0 }, reading.threshold ?? { value: 0, direction: 'above' });
    return { ...nothing, claim, reading, verdict, reason: method.withoutEvidence, method: name };
  }
  const lack =
    lackOf(series, method, { ...known, minimumDays: reading.minimumDays }) ??
    (method.basis === 'none' ? null : few(known));
  if (lack !== null) {
    const value = earlyOf(method, series, known);
    return { ...insufficient(claim, reading, lack), ...known, method: name, value };
  }
  return { claim, reading, method, name, known, ...measureOf(method, series) };
}

const isFinding = (each: Finding | Assessment): each is Finding => 'known' in each;

/** The level of the interval of each finding: readings of one family are judged together. */
function levelsOf(findings: readonly Finding[]): Map<Finding, number> {
  const families = groupBy(
    findings.filter(({ reading, draws }) => reading.family !== undefined && reading.threshold && draws),
    ({ reading }) => reading.family ?? '',
  );
  const levels = new Map<Finding, number>();
  for (const family of families.values()) {
    const tails = family.map(({ reading, draws }) => tailOf(draws ?? [], reading.threshold?.value ?? 0));
    const adjusted = holmLevels(tails, bootstrap.level);
    for (const [at, finding] of family.entries()) levels.set(finding, adjusted[at] ?? bootstrap.level);
  }
  return levels;
}

function judged(
  { threshold }: Reading,
  { value, interval }: { value: number | null; interval: Interval | null },
): Pick<Assessment, 'verdict' | 'reason'> {
  if (value === null) return { verdict: 'insufficient_data', reason: 'it is not defined for what was measured' };
  if (!threshold) return { verdict: null, reason: null };
  if (!interval) return { verdict: 'insufficient_data', reason: 'too many draws of days leave it undefined' };
  return { verdict: verdictOf(interval, threshold), reason: null };
}

/** What could be the choice of a few halls decides nothing. */
const afterLot = (verdict: Verdict | null, lot: Chance | null): Verdict | null =>
  lot !== null && lot.p > 1 - bootstrap.level && (verdict === 'supported' || verdict === 'contradicted')
    ? 'inconclusive'
    : verdict;

/** What is worked out instead of measured supports nothing, and says so. */
function afterModel(
  { verdict, reason }: Pick<Assessment, 'verdict' | 'reason'>,
  instead: string | null,
): Pick<Assessment, 'verdict' | 'reason'> {
  if (instead === null) return { verdict, reason };
  return {
    verdict: verdict === 'supported' ? 'inconclusive' : verdict,
    reason: reason ?? `modelled: static dispatch is replayed, which supports nothing, since ${instead}`,
  };
}

const chanceOf = ({ lot, rotation }: Method, { threshold }: Reading, series: LoadSeries): Chance | null =>
  lot?.(series.trial, threshold?.value ?? 0) ?? rotation?.(series) ?? null;

function assessmentOf({ method, draws, ...finding }: Finding, level: number, series: LoadSeries): Assessment {
  const { claim, reading, name, known, value } = finding;
  const interval = draws ? intervalOf(draws, level) : null;
  const chance = chanceOf(method, reading, series);
  const { verdict, reason } = judged(reading, { value, interval });
  return {
    claim,
    reading,
    value,
    // One number is no interval.
    interval: draws?.length === 1 ? null : interval,
    chance,
    check: method.check?.(series.trial) ?? null,
    ...afterModel({ verdict: method.lot ? afterLot(verdict, chance) : verdict, reason }, modelledFor(method, series)),
    isIndicative: isOfDays(method) && known.days < firmDays,
    coverage: method.basis === 'none' ? null : known.coverage,
    days: known.days,
    method: level === bootstrap.level ? name : `${name}, level ${level.toFixed(4)} by Holm`,
  };
}

/** Amounts are in the currency of the site. */
function inCurrency({ reading, ...rest }: Assessment, { currency }: LoadSeries): Assessment {
  return reading
    ? { ...rest, reading: { ...reading, unit: reading.unit.replace('{currency}', `{${currency}}`) } }
    : rest;
}

/** Judges a claim by what a site has measured: one assessment per reading, or the one that says why there is none. */
export function assess(claim: Claim, series: LoadSeries): Assessment[] {
  if (claim.notTestable !== undefined)
    return [{ ...nothing, claim, verdict: 'not_testable', reason: claim.notTestable }];
  const findings = claim.readings.map((reading) => findingOf(claim, reading, series));
  const levels = levelsOf(findings.filter(isFinding));
  return findings.map((each) =>
    inCurrency(isFinding(each) ? assessmentOf(each, levels.get(each) ?? bootstrap.level, series) : each, series),
  );
}
