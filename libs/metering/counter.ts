import { dayMs, flag } from '#contracts';
import type { Counter } from './poll.ts';

/** A fall or jump that nothing explains moves the base once this many polls in a row agree with one another. */
export const agreeingPolls = 3;
/** What exceeds the rated maximum by more is implausible. */
export const plausibleShare = 1.2;
/** A source may refresh less often than it is polled (exporters: 30 s) and answer late, so a poll may bring more than its own time. */
export const sourceLagMs = 60_000;
/** Uptimes are cut to seconds and answers take time; a restart within this of a poll is no evidence by uptime alone. */
export const uptimeSlackMs = 2_000;
/** A modulus explains a fall only from the last tenth of the range. */
const wrapShare = 0.9;

/** What is remembered of one counter; plain data. */
export interface CounterState {
  /** Last value that was counted from, as the device counts. */
  base: number;
  /** Fraction of the moduli wrapped so far, so that rounding telescopes over wraps too. */
  fraction: number;
  /** Real time since `base` was read, ms. */
  ageMs: number;
  /** `MeterState.restarts` when `base` was read. */
  restarts: number;
  /** The last value that could not be explained, and how many in a row agree. */
  disputed: number;
  disputes: number;
}

/** What the poll says besides the counter. */
export interface CounterContext {
  isLifetime: boolean;
  /** Base units per second; the plausibility cap follows from it. */
  maxRate: number;
  /** `maxRate` is what this device is rated for, not merely the largest of its class. */
  isRated: boolean;
  restarts: number;
  uptimeMs: number | null;
  /** The uptime is exactly that of the last poll: either chance or stuck. */
  isUptimeStuck: boolean;
}

/** `amount` is null where the quantity is unknown; `flags` says why and what else happened. */
export interface Amount {
  amount: number | null;
  flags: number;
}

/** A counter can be used when it is a number that doubles hold exactly to the unit. */
export const isUsable = (counter: Counter | undefined): counter is Counter =>
  counter !== undefined && counter.value >= 0 && counter.value <= Number.MAX_SAFE_INTEGER;

export const startCounter = (base: number, restarts: number): CounterState => ({
  base,
  fraction: 0,
  ageMs: 0,
  restarts,
  disputed: 0,
  disputes: 0,
});

/** Makes `value` the base of a new span: nothing before it is counted. */
export function rebase(state: CounterState, value: number, restarts: number): void {
  state.fraction = 0;
  accept(state, value, restarts);
}

function accept(state: CounterState, value: number, restarts: number): void {
  state.base = value;
  state.ageMs = 0;
  state.restarts = restarts;
  state.disputes = 0;
}

function isRestarted(state: CounterState, value: number, context: CounterContext): boolean {
  if (context.isLifetime) return false;
  if (state.restarts !== context.restarts) return true;
  if (context.uptimeMs === null || context.uptimeMs + uptimeSlackMs >= state.ageMs) return false;
  return !context.isUptimeStuck || value < state.base;
}

/** Takes the wrap of a known modulus, or answers null when the fall is none. */
function wrapped(state: CounterState, counter: Counter, limit: number): number | null {
  const modulus = counter.modulus ?? 0;
  if (!(state.base > wrapShare * modulus && state.base < modulus && counter.value < modulus)) return null;
  if (counter.value + modulus - state.base > limit) return null;
  const whole = Math.floor(modulus);
  const fraction = state.fraction + (modulus - whole);
  const amount = whole + Math.round(counter.value + fraction) - Math.round(state.base + state.fraction);
  state.fraction = fraction - Math.floor(fraction);
  return amount;
}

function dispute(state: CounterState, value: number, context: CounterContext, result: Amount): void {
  state.disputes = state.disputes > 0 && value >= state.disputed ? state.disputes + 1 : 1;
  state.disputed = value;
  if (state.disputes < agreeingPolls) return;
  rebase(state, value, context.restarts);
  result.flags = flag.rebased;
}

/** What a fall within the precision of a counter leaves: its base. */
const settled = ({ base }: CounterState, { value, precision = 0 }: Counter): number =>
  value < base && base - value <= precision ? base : value;

function count(state: CounterState, counter: Counter, context: CounterContext, result: Amount): void {
  const isRestart = isRestarted(state, counter.value, context);
  const value = isRestart ? counter.value : settled(state, counter);
  const limit = (context.maxRate * plausibleShare * (state.ageMs + sourceLagMs)) / 1000;
  if (isRestart && value <= limit) {
    result.amount = Math.round(value);
    result.flags = flag.reset;
    rebase(state, value, context.restarts);
    return;
  }
  if (value >= state.base && value - state.base <= limit) {
    result.amount = Math.round(value + state.fraction) - Math.round(state.base + state.fraction);
    accept(state, value, context.restarts);
    return;
  }
  const amount = isRestart || value >= state.base ? null : wrapped(state, counter, limit);
  if (amount !== null) {
    result.amount = amount;
    result.flags = flag.wrapped;
    accept(state, value, context.restarts);
    return;
  }
  result.flags = isRestart || value >= state.base ? flag.implausible : flag.unexplainedFall;
  dispute(state, value, context, result);
}

/** More may have been counted since the base than the counter can hold, so how often it wrapped is unknown. */
const mayHaveLapped = (state: CounterState, counter: Counter, context: CounterContext): boolean =>
  context.isRated && counter.modulus !== undefined && (context.maxRate * state.ageMs) / 1000 >= counter.modulus;

/**
 * Counts what a counter did since its base, `state.ageMs` ago, into `result` and moves the base where that is known.
 * Over a span in which the base never moved without an amount, the amounts sum to the difference of the rounded counter exactly.
 */
export function stepCounter(state: CounterState, counter: Counter, context: CounterContext, result: Amount): void {
  result.amount = null;
  result.flags = 0;
  if (state.ageMs > dayMs || mayHaveLapped(state, counter, context)) {
    rebase(state, counter.value, context.restarts);
    result.flags = flag.rebased;
    return;
  }
  count(state, counter, context, result);
}
