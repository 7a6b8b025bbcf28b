import { flag } from '#contracts';
import type { Poll } from '#metering';
import { isLess, minus, plus, type Rational, rational, round, times, whole } from './rational.ts';

/** What the reference must know of a quantity; written out here from the definitions, not read from the code under test. */
export interface Rule {
  readonly quantity: string;
  readonly hasCounter: boolean;
  readonly isLifetime: boolean;
  readonly gauge: string | null;
  readonly scale: number;
  readonly isSigned: boolean;
  /** Base units per second. */
  readonly maxRate: number;
  readonly isRated: boolean;
}

export interface ReferenceReading {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly observedMs: number;
  readonly flags: number;
  readonly quantities: readonly (number | null)[];
}

/** A stretch in which a counter's base moved by counting only: what was counted is the difference of the rounded running totals. */
export interface CounterSpan {
  readonly quantity: string;
  readonly from: Poll;
  to: Poll;
  counted: bigint;
  /** Running total since `from`, wraps included, as the device would show it without a modulus. */
  readonly start: Rational;
  end: Rational;
}

export interface Reference {
  readonly readings: ReferenceReading[];
  readonly spans: CounterSpan[];
}

const dayMs = 86_400_000;
const factor: Rational = { num: 12n, den: 10n };
const perMs: Rational = { num: 1n, den: 1000n };

interface Step {
  readonly poll: Poll;
  readonly before: Poll;
  readonly elapsedMs: number;
  readonly isSwapped: boolean;
  readonly isRestarted: boolean;
}

const elapsedBetween = (before: Poll, poll: Poll): number =>
  poll.process === before.process ? Math.round(poll.monotonicMs - before.monotonicMs) : poll.at - before.at;

/** Polls in the order in which they count, each with what happened since the one before. */
function stepsOf(polls: readonly Poll[]): Step[] {
  const steps: Step[] = [];
  let before = polls[0];
  let bootId = before?.boot.id ?? null;
  let identity = before?.boot.identity ?? null;
  for (const poll of polls.slice(1)) {
    if (!before) break;
    const elapsedMs = elapsedBetween(before, poll);
    if (poll.at <= before.at || elapsedMs <= 0) continue;
    const uptime = poll.boot.uptimeMs;
    const mayHaveRestarted = uptime === null || uptime <= elapsedMs + 2_000;
    const hasNewBoot = bootId !== null && poll.boot.id !== null && poll.boot.id !== bootId;
    const hasNewIdentity = identity !== null && poll.boot.identity != null && poll.boot.identity !== identity;
    const isUptimeLower = uptime !== null && before.boot.uptimeMs !== null && uptime < before.boot.uptimeMs - 2_000;
    steps.push({
      poll,
      before,
      elapsedMs,
      isSwapped: hasNewIdentity || (hasNewBoot && !mayHaveRestarted),
      isRestarted: mayHaveRestarted && (hasNewBoot || isUptimeLower),
    });
    bootId = poll.boot.id ?? bootId;
    identity = poll.boot.identity ?? identity;
    before = poll;
  }
  return steps;
}

const counterOf = (poll: Poll, rule: Rule): { value: Rational; modulus: Rational | null } | null => {
  const counter = rule.hasCounter ? poll.counters[rule.quantity] : undefined;
  if (!counter || !(counter.value >= 0 && counter.value <= Number.MAX_SAFE_INTEGER)) return null;
  return { value: rational(counter.value), modulus: counter.modulus === undefined ? null : rational(counter.modulus) };
};

type Outcome = [amount: bigint | null, flags: number];

/** Meters one quantity over the whole list. */
function meterQuantity(
  steps: readonly Step[],
  first: Poll,
  rule: Rule,
  pollMs: number,
  spans: CounterSpan[],
): Outcome[] {
  let base: { at: number; value: Rational; offset: Rational } | null = null;
  let span: CounterSpan | null = null;
  let disputed: Rational[] = [];
  let integral: Rational = whole(0n);
  const begin = (index: number, poll: Poll): void => {
    const found = counterOf(poll, rule);
    disputed = [];
    base = found && { at: index, value: found.value, offset: whole(0n) };
    span = found && {
      quantity: rule.quantity,
      from: poll,
      to: poll,
      counted: 0n,
      start: found.value,
      end: found.value,
    };
    if (span) spans.push(span);
  };
  const rebase = (index: number, poll: Poll): Outcome => {
    begin(index, poll);
    return [null, flag.rebased];
  };
  begin(-1, first);
  return steps.map((step, index): Outcome => {
    const { poll, before, elapsedMs } = step;
    if (step.isSwapped || Math.max(elapsedMs, poll.at - before.at) > dayMs) return rebase(index, poll);
    if (!base || !span) {
      const held = rule.gauge === null ? null : (before.gauges[rule.gauge] ?? null);
      let outcome: Outcome = [null, 0];
      if (held !== null) {
        // What one interval adds is defined in double arithmetic, to the nearest thousandth of a unit; the sum is exact.
        const signed = held * rule.scale;
        const rate = rule.isSigned ? signed : Math.max(0, signed);
        if (Math.abs(rate) > rule.maxRate * 1.2) outcome = [null, flag.implausible];
        else {
          const thousandths = round(rational(rate * Math.min(elapsedMs, 3 * pollMs)));
          const after = plus(integral, { num: thousandths, den: 1000n });
          outcome = [round(after) - round(integral), 0];
          integral = after;
        }
      }
      begin(index, poll);
      return outcome;
    }
    const since = steps.slice(base.at + 1, index + 1);
    const ageMs = since.reduce((sum, each) => sum + each.elapsedMs, 0);
    const found = counterOf(poll, rule);
    if (!found) {
      if (ageMs <= dayMs) return [null, 0];
      base = null;
      span = null;
      return [null, flag.rebased];
    }
    if (ageMs > dayMs) return rebase(index, poll);
    const maxRate = rational(rule.maxRate);
    const possible = times(times(maxRate, whole(BigInt(ageMs))), perMs);
    if (rule.isRated && found.modulus && !isLess(possible, found.modulus)) return rebase(index, poll);
    const limit = times(times(times(maxRate, factor), whole(BigInt(ageMs + 60_000))), perMs);
    const { value } = found;
    const uptime = poll.boot.uptimeMs;
    const isLower = isLess(value, base.value);
    const isYoung = uptime !== null && uptime + 2_000 < ageMs && (uptime !== before.boot.uptimeMs || isLower);
    const isRestarted = !rule.isLifetime && (isYoung || since.some((each) => each.isRestarted));
    const older = ageMs > elapsedMs ? flag.bridged : 0;
    if (isRestarted && !isLess(limit, value)) {
      begin(index, poll);
      return [round(value), flag.reset | older];
    }
    const count = (offset: Rational, flags: number): Outcome => {
      if (!base || !span) throw new Error('no base');
      const total = plus(value, offset);
      const amount = round(total) - round(plus(base.value, base.offset));
      base = { at: index, value, offset };
      span.to = poll;
      span.counted += amount;
      span.end = total;
      disputed = [];
      return [amount, flags | older];
    };
    if (!isLower && !isLess(limit, minus(value, base.value))) return count(base.offset, 0);
    if (!isRestarted && isLower && found.modulus) {
      const nearTop =
        isLess(times(found.modulus, { num: 9n, den: 10n }), base.value) && isLess(base.value, found.modulus);
      const around = minus(plus(value, found.modulus), base.value);
      if (nearTop && isLess(value, found.modulus) && !isLess(limit, around))
        return count(plus(base.offset, found.modulus), flag.wrapped);
    }
    const last = disputed.at(-1);
    disputed = last && !isLess(value, last) ? [...disputed, value] : [value];
    if (disputed.length >= 3) return rebase(index, poll);
    return [null, isRestarted || !isLower ? flag.implausible : flag.unexplainedFall];
  });
}

/** Meters a whole list of polls of one device from the definitions, slowly, in exact fractions. */
export function meterByReference(polls: readonly Poll[], rules: readonly Rule[], pollMs: number): Reference {
  const [first] = polls;
  if (!first) return { readings: [], spans: [] };
  const steps = stepsOf(polls);
  const spans: CounterSpan[] = [];
  const columns = rules.map((rule) => meterQuantity(steps, first, rule, pollMs, spans));
  const readings = steps.map((step, index): ReferenceReading => {
    const { poll, before, elapsedMs } = step;
    const wallMs = poll.at - before.at;
    const isCut = step.isSwapped || Math.max(wallMs, elapsedMs) > dayMs;
    const apart = Math.abs(wallMs - elapsedMs);
    const isStepped = apart > 2_000 && apart > 0.05 * elapsedMs;
    const outcomes = columns.map((column) => column[index] as Outcome);
    // Held to the end, by two clocks that differ by a rounding or by what NTP may slew: all of the reading was observed.
    const isThrough = apart <= 2 + elapsedMs / 1000 && elapsedMs <= 3 * pollMs;
    const heldMs = isThrough ? wallMs : Math.min(elapsedMs, 3 * pollMs, wallMs);
    const isHeld = rules.some(({ gauge }) => gauge !== null && (before.gauges[gauge] ?? null) !== null);
    return {
      startedAt: Math.max(before.at, poll.at - dayMs),
      endedAt: poll.at,
      observedMs: !isCut && isHeld ? heldMs : 0,
      flags: outcomes.reduce(
        (flags, outcome) => flags | outcome[1],
        (elapsedMs > 3 * pollMs ? flag.bridged : 0) | (isStepped ? flag.clockStepped : 0) | (isCut ? flag.rebased : 0),
      ),
      quantities: outcomes.map(([amount]) => (amount === null ? null : Number(amount))),
    };
  });
  return { readings, spans };
}
