import type { Claim, Reading } from '#catalogue';
import { bootstrap, type Interval, intervalOf } from './bootstrap.ts';
import { type Extent, extentOf, type Method, methods } from './methods.ts';
import type { Rotation } from './rotation.ts';
import type { LoadSeries } from './series.ts';
import { measured, valueOver } from './statistic.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** One reading of a claim at one site: what was measured, how sure that is, and what it says of the claim. */
export interface Assessment {
  readonly claim: Claim;
  /** Undefined for a claim that telemetry cannot speak to. */
  readonly reading?: Reading;
  readonly value: number | null;
  readonly interval: Interval | null;
  /** Against correlation by chance; where the reading has such a test. */
  readonly rotation: Rotation | null;
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
  rotation: null,
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

const versionOf = (name: string, { version, statistic }: Method): string => {
  const { draws, blockDays, seed } = bootstrap;
  return `${name}/${version}${statistic ? ` circular block bootstrap, ${draws} draws of ${blockDays} days, seed ${seed}` : ''}`;
};

/** Why a method says nothing of a series; null when it may. */
function lackOf(
  { lacking }: LoadSeries,
  { basis }: Method,
  { coverage, days, minimumDays }: Extent & { readonly minimumDays: number },
): string | null {
  if (basis === 'none') return null;
  if (basis === 'loads' && lacking !== null) return lacking;
  if (days < minimumDays) return `${days} of the ${minimumDays} days that it needs are known`;
  return coverage < leastCoverage ? `coverage ${coverage.toFixed(3)} is below ${leastCoverage}` : null;
}

interface Measured {
  readonly value: number | null;
  readonly interval: Interval | null;
}

function measureOf(series: LoadSeries, { statistic, number }: Method): Measured {
  const exact = number?.(series) ?? null;
  if (!statistic) return { value: exact, interval: exact === null ? null : { low: exact, high: exact } };
  const of = statistic(series);
  const days = measured(of, series.days);
  const value = valueOver(of, days, days.keys());
  return { value, interval: value === null ? null : intervalOf(of, days) };
}

function judged({ threshold }: Reading, { value, interval }: Measured): Pick<Assessment, 'verdict' | 'reason'> {
  if (value === null) return { verdict: 'insufficient_data', reason: 'it is not defined for what was measured' };
  if (!threshold) return { verdict: null, reason: null };
  if (!interval) return { verdict: 'insufficient_data', reason: 'too many draws of days leave it undefined' };
  return { verdict: verdictOf(interval, threshold), reason: null };
}

function assessReading(claim: Claim, reading: Reading, series: LoadSeries): Assessment {
  if (reading.method === undefined) return insufficient(claim, reading, `it needs ${reading.needs}`);
  const method = methods[reading.method];
  const known = extentOf(series, method.basis);
  const name = versionOf(reading.method, method);
  if (method.withoutEvidence !== undefined) {
    const verdict = verdictOf({ low: 0, high: 0 }, reading.threshold ?? { value: 0, direction: 'above' });
    return { ...nothing, claim, reading, verdict, reason: method.withoutEvidence, method: name };
  }
  const lack = lackOf(series, method, { ...known, minimumDays: reading.minimumDays });
  if (lack !== null) return { ...insufficient(claim, reading, lack), ...known, method: name };
  const measure = measureOf(series, method);
  return {
    claim,
    reading,
    ...measure,
    interval: method.statistic ? measure.interval : null,
    rotation: method.rotation?.(series) ?? null,
    ...judged(reading, measure),
    isIndicative: method.statistic !== undefined && known.days < firmDays,
    coverage: method.basis === 'none' ? null : known.coverage,
    days: known.days,
    method: name,
  };
}

/** Judges a claim by a site's load: one assessment per reading, or the one that says why there is none. */
export function assess(claim: Claim, series: LoadSeries): Assessment[] {
  if (claim.notTestable !== undefined)
    return [{ ...nothing, claim, verdict: 'not_testable', reason: claim.notTestable }];
  return claim.readings.map((reading) => assessReading(claim, reading, series));
}
