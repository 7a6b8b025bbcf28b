import { Temporal } from 'temporal-polyfill';
import { durationText } from './duration.ts';
import { quantityOf } from './quantity.ts';
import { medianOf, robustDeviationOf } from './robust.ts';
import type { AlertRule, Condition } from './rule.ts';

/** What a metric was in one bucket of one group; rows of `#kpi` fit. */
export interface Measured {
  /** The bucket, UTC ms. */
  readonly start: number;
  readonly end: number;
  /** In `unit`; null where it is missing or under the coverage minimum. */
  readonly value: number | null;
  readonly unit: string;
  /** Sums in base units. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** Covered ÷ expected time, 0 to 1; null where nothing was expected. */
  readonly coverage: number | null;
  readonly quality: 'ok' | 'partial' | 'insufficient' | 'none';
  /** Why there is no value. */
  readonly reason?: string | undefined;
  /** What a value does not say by itself. */
  readonly note?: string;
  /** End of the last reading counted, UTC ms; null when there is none. */
  readonly through: number | null;
}

/** What a condition needs besides the value itself. */
export interface History {
  /** The value of the bucket that starts at `weekBefore`; null where there is none. */
  readonly reference?: Measured | null;
  /** The values of the same local time one week before, two weeks before, and so on; null where there is none. */
  readonly weeks?: readonly (Measured | null)[];
  /** Since when readings are expected, UTC ms; decides how old "no reading ever" is. */
  readonly expectedSince?: number | null;
}

/** `unknown` is neither: nothing may fire or resolve by it. */
export type Outcome = 'holds' | 'clear' | 'unknown';

/** Whether a rule's condition held at an event time, and why. */
export interface Evaluation {
  /** Event time, UTC ms. */
  readonly at: number;
  readonly outcome: Outcome;
  /** Whether the value is between the limit and where it clears: clear for what does not fire, holding for what does. */
  readonly isBetween: boolean;
  /** In words. */
  readonly reason: string;
  readonly measured: Measured;
}

/** An event time, UTC ms, and what was measured by then. */
export interface Observation {
  readonly at: number;
  readonly measured: Measured;
  readonly history?: History;
}

interface Verdict {
  readonly outcome: Outcome;
  readonly isBetween?: boolean;
  readonly reason: string;
}

/** Whether the condition of a rule holds. A value that is missing or under the coverage minimum is `unknown`, never `clear`. */
export function evaluate(rule: AlertRule, { at, measured, history = {} }: Observation): Evaluation {
  const verdict = verdictOf(rule, { at, measured, history });
  return { at, isBetween: false, ...verdict, measured };
}

function verdictOf(rule: AlertRule, { at, measured, history }: Required<Observation>): Verdict {
  const { condition } = rule;
  if (condition.kind === 'threshold') return thresholdVerdict(rule, condition, measured);
  if (condition.kind === 'change') return changeVerdict(rule, condition, measured, history.reference ?? null);
  if (condition.kind === 'anomaly') return anomalyVerdict(rule, condition, measured, history.weeks ?? []);
  if (condition.kind === 'no_data') return noDataVerdict(condition, at, measured, history.expectedSince ?? null);
  return coverageVerdict(condition, measured);
}

type Of<Kind extends Condition['kind']> = Extract<Condition, { readonly kind: Kind }>;

const isNumber = (value: number | null): value is number => value !== null && Number.isFinite(value);

const unknown = (reason: string): Verdict => ({ outcome: 'unknown', reason });

const noValue = (what: string, { reason, quality }: Measured): Verdict =>
  unknown(`${what} is not known: ${reason ?? `quality ${quality}`}`);

/** A number as it is read: six digits, no exponent where it can be done without. */
export const numberText = (value: number): string => String(Number(value.toPrecision(6)));

/** A value with its unit; a bare number has none. */
const amount = (value: number, unit: string): string =>
  unit === '1' ? numberText(value) : `${numberText(value)} ${unit}`;

const percent = (share: number): string => `${numberText(Number((share * 100).toPrecision(4)))} %`;

function thresholdVerdict(rule: AlertRule, condition: Of<'threshold'>, measured: Measured): Verdict {
  const { title, display } = quantityOf(rule.metric);
  const { value, unit } = measured;
  if (!isNumber(value)) return noValue(title, measured);
  const { direction, limit, clearAt, currency } = condition;
  if (currency !== null && unit !== display.unit.replace('{currency}', currency))
    return unknown(`${title} is in ${unit}, the limit in ${currency}`);
  const sign = direction === 'above' ? 1 : -1;
  const is = `${title} is ${amount(value, unit)}`;
  const note = measured.note === undefined ? '' : `: ${measured.note}`;
  if ((value - limit) * sign > 0)
    return { outcome: 'holds', reason: `${is}, ${direction} ${amount(limit, unit)}${note}` };
  const isBetween = (value - clearAt) * sign > 0;
  const reason = isBetween
    ? `${is}, between ${amount(limit, unit)} and ${amount(clearAt, unit)} where it clears`
    : `${is}, not ${direction} ${amount(limit, unit)}`;
  return { outcome: 'clear', isBetween, reason };
}

function changeVerdict(
  rule: AlertRule,
  { direction, by, clearBy }: Of<'change'>,
  measured: Measured,
  reference: Measured | null,
): Verdict {
  const { title } = quantityOf(rule.metric);
  const { value, unit } = measured;
  if (!isNumber(value)) return noValue(title, measured);
  const before = reference?.value ?? null;
  if (!reference || !isNumber(before)) return unknown(`${title} of a week ago is not known`);
  if (reference.unit !== unit) return unknown(`${title} is in ${unit}, a week ago it was in ${reference.unit}`);
  if (before <= 0) return unknown(`${title} was ${amount(before, unit)} a week ago, of which there is no ratio`);
  // Twelve digits, so that 1.2 against 1 is a change of 0.2 and not of 0.19999999999999996.
  const change = Number((value / before - 1).toPrecision(12));
  const extent = { rise: change, fall: -change, either: Math.abs(change) }[direction];
  const sign = change < 0 ? 'down' : 'up';
  const reason = `${title} is ${amount(value, unit)}, ${sign} ${percent(Math.abs(change))} from ${amount(before, unit)} a week ago`;
  if (extent >= by) return { outcome: 'holds', reason };
  return { outcome: 'clear', isBetween: extent > clearBy, reason };
}

function anomalyVerdict(
  rule: AlertRule,
  { direction, by, clearBy, least, leastChange }: Of<'anomaly'>,
  measured: Measured,
  weeks: readonly (Measured | null)[],
): Verdict {
  const { title } = quantityOf(rule.metric);
  const { value, unit } = measured;
  if (!isNumber(value)) return noValue(title, measured);
  const usual = weeks.flatMap((week) => (week && isNumber(week.value) && week.unit === unit ? [week.value] : []));
  if (usual.length < least)
    return unknown(`${title} at this time of the week is known of ${usual.length} of the ${least} weeks that it takes`);
  const median = medianOf(usual);
  const deviation = robustDeviationOf(usual);
  // Twelve digits, as for a change: a value on the limit is not told by its rounding.
  const off = Number((value - median).toPrecision(12));
  const extent = { rise: off, fall: -off, either: Math.abs(off) }[direction];
  const limitOf = (deviations: number): number => Math.max(deviations * deviation, leastChange * Math.abs(median));
  const usually = `${amount(median, unit)} ± ${amount(deviation, unit)}`;
  const reason = `${title} is ${amount(value, unit)}; at this time of the week it is ${usually} (${usual.length} weeks)`;
  if (extent > limitOf(by)) return { outcome: 'holds', reason };
  return { outcome: 'clear', isBetween: extent > limitOf(clearBy), reason };
}

function noDataVerdict(
  { afterMs }: Of<'no_data'>,
  at: number,
  { through }: Measured,
  expectedSince: number | null,
): Verdict {
  const since = through ?? expectedSince;
  if (since === null) return unknown('there was never a reading, and it is not known since when there should be');
  const age = durationText(at - since);
  const reason = through === null ? `no reading yet, expected for ${age}` : `the last reading is ${age} old`;
  return { outcome: at - since >= afterMs ? 'holds' : 'clear', reason };
}

function coverageVerdict({ min }: Of<'coverage_below'>, { coverage }: Measured): Verdict {
  if (!isNumber(coverage)) return unknown('coverage is not known: nothing was expected');
  const isBelow = coverage < min;
  const reason = `coverage is ${percent(coverage)}, ${isBelow ? 'below' : 'not below'} ${percent(min)}`;
  return { outcome: isBelow ? 'holds' : 'clear', reason };
}

/**
 * The same local time some weeks before, UTC ms: an hour more or less than whole weeks across a clock change. A local time that
 * there was not is taken an hour on; of one that there was twice, the first. `zone` is of the tz database.
 */
export const weekBefore = (at: number, zone: string, weeks = 1): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).subtract({ weeks }).epochMilliseconds;
