import { dayMs, type DeviceClass, flag, type Origin } from '#contracts';
import { stepBoot } from './boot.ts';
import { type Amount, type CounterContext, type CounterState, isUsable, startCounter, stepCounter } from './counter.ts';
import { holdInstances, type InstanceTime, integrateInstances } from './instances.ts';
import { countChange, integrate } from './integral.ts';
import { type ClassPlan, meteringPlans, type QuantityPlan } from './plan.ts';
import type { Poll } from './poll.ts';
import { heldPolls, type MeterState, type Reading } from './reading.ts';

/** The two clocks must agree about an interval to this or to that share of it. */
const clockSlackMs = 2_000;
const clockSlackShare = 0.05;
/** So far they differ by rounding to whole ms, and while one of them is slewed (at most 500 ppm by NTP). */
const roundingMs = 2;
const slewedShare = 0.001;

export interface MeterOptions {
  readonly deviceClass: DeviceClass;
  readonly pollMs: number;
  /** What the device is rated for, base units per second by quantity; the class's largest otherwise. */
  readonly maxRates?: Readonly<Record<string, number>>;
}

const known = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/**
 * Turns successive polls of devices of one class into readings.
 * It holds no device's state itself: `start` makes one from a first poll, `step` moves it on.
 */
export class Meter {
  readonly #plan: ClassPlan;
  readonly #id: string;
  readonly #heldMs: number;
  readonly #maxRates: readonly number[];
  readonly #isRated: readonly boolean[];
  /** Copied for each reading: an array that grows takes twice the room. */
  readonly #unknown: readonly (number | null)[];
  readonly #none: readonly Origin[];
  readonly #noGauges: readonly (number | null)[];
  readonly #result: Amount = { amount: null, flags: 0 };
  readonly #context: CounterContext = {
    isLifetime: false,
    maxRate: 0,
    isRated: false,
    restarts: 0,
    uptimeMs: null,
    isUptimeStuck: false,
  };

  constructor({ deviceClass, pollMs, maxRates = {} }: MeterOptions) {
    const { quantities } = meteringPlans[deviceClass];
    this.#plan = meteringPlans[deviceClass];
    this.#id = quantities.map(({ quantity }) => quantity).join(' ');
    this.#heldMs = heldPolls * pollMs;
    this.#unknown = quantities.map(() => null);
    this.#none = quantities.map(() => 'none');
    this.#noGauges = this.#plan.gauges.map(() => null);
    this.#isRated = quantities.map(({ quantity }) => maxRates[quantity] !== undefined);
    this.#maxRates = quantities.map(({ quantity, maxRate }) => Math.min(maxRates[quantity] ?? maxRate, maxRate));
  }

  /** A stored state can be continued by this meter. */
  canContinue(state: MeterState): boolean {
    return state.plan === this.#id;
  }

  /** The state after a first poll, which gives no reading. */
  start(poll: Poll): MeterState {
    const { quantities } = this.#plan;
    const state: MeterState = {
      plan: this.#id,
      at: poll.at,
      monotonicMs: poll.monotonicMs,
      process: poll.process,
      bootId: poll.boot.id,
      identity: poll.boot.identity ?? null,
      uptimeMs: null,
      restarts: 0,
      flags: 0,
      counters: quantities.map((plan) => this.#firstOf(plan, poll, 0)),
      held: quantities.map(() => null),
      heldSources: quantities.map(() => null),
      activity: 'none',
      carry: quantities.map(() => 0),
    };
    this.#hold(state, poll);
    return state;
  }

  /**
   * Moves `state` on to `poll` (in place) and answers what happened in between.
   * Null, with the state as it was, when the poll is not later than the last one by either clock.
   */
  step(state: MeterState, poll: Poll): Reading | null {
    const wallMs = poll.at - state.at;
    const isSameRun = poll.process === state.process;
    const elapsedMs = isSameRun ? Math.round(poll.monotonicMs - state.monotonicMs) : wallMs;
    if (wallMs < -dayMs) {
      Object.assign(state, this.start(poll), { flags: flag.rebased });
      return null;
    }
    if (!(wallMs > 0 && elapsedMs > 0)) return null;
    const reading = this.#read(state, poll, wallMs, elapsedMs);
    state.at = poll.at;
    state.monotonicMs = poll.monotonicMs;
    state.process = poll.process;
    state.flags = 0;
    this.#hold(state, poll);
    return reading;
  }

  #read(state: MeterState, poll: Poll, wallMs: number, elapsedMs: number): Reading {
    const quantities = this.#unknown.slice();
    const sources = this.#none.slice();
    const isTooLong = Math.max(wallMs, elapsedMs) > dayMs;
    const isSwapped = stepBoot(state, poll.boot, elapsedMs);
    let flags = state.flags | this.#clockFlags(wallMs, elapsedMs);
    let observedMs = 0;
    if (isTooLong || isSwapped) {
      flags |= flag.rebased;
      this.#renew(state, poll);
    } else {
      const heldMs = this.#observed(wallMs, elapsedMs);
      for (let i = 0; i < state.held.length; i++)
        if (state.held[i] !== null && !this.#plan.quantities[i]?.isChange) observedMs = heldMs;
      flags |= this.#quantities(state, poll, elapsedMs, quantities, sources);
    }
    const instances = isTooLong || isSwapped ? undefined : this.#instances(state, elapsedMs);
    const { gauges } = this.#plan;
    const ends = this.#noGauges.slice();
    for (let i = 0; i < gauges.length; i++) ends[i] = known(poll.gauges[gauges[i] as string]);
    return {
      device: poll.device,
      startedAt: Math.max(state.at, poll.at - dayMs),
      endedAt: poll.at,
      observedMs,
      flags,
      quantities,
      sources,
      activity: observedMs > 0 ? state.activity : 'none',
      ...(instances && { instances }),
      gauges: ends,
    };
  }

  /** What the instances of a divided board did; undefined where that is not known of all. */
  #instances(state: MeterState, elapsedMs: number): readonly InstanceTime[] | undefined {
    if (!state.instances) return undefined;
    const { times, held } = integrateInstances(state.instances, Math.min(elapsedMs, this.#heldMs));
    state.instances = held;
    return times;
  }

  /** How much of a reading what is held is known for; all of it where it was held throughout, though the clocks differ by a trifle. */
  #observed(wallMs: number, elapsedMs: number): number {
    const isSame = Math.abs(wallMs - elapsedMs) <= roundingMs + slewedShare * elapsedMs;
    return isSame && elapsedMs <= this.#heldMs ? wallMs : Math.min(elapsedMs, this.#heldMs, wallMs);
  }

  #clockFlags(wallMs: number, elapsedMs: number): number {
    const apartMs = Math.abs(wallMs - elapsedMs);
    const isStepped = apartMs > clockSlackMs && apartMs > clockSlackShare * elapsedMs;
    return (elapsedMs > this.#heldMs ? flag.bridged : 0) | (isStepped ? flag.clockStepped : 0);
  }

  /** Every base moves to what the poll says; nothing before it is counted. */
  #renew(state: MeterState, poll: Poll): void {
    for (const [i, plan] of this.#plan.quantities.entries()) {
      state.counters[i] = this.#firstOf(plan, poll, state.restarts);
    }
  }

  #firstOf(plan: QuantityPlan, poll: Poll, restarts: number): CounterState | null {
    if (!plan.counterOrigin) return null;
    const counter = poll.counters[plan.quantity];
    return isUsable(counter) ? startCounter(counter.value, restarts) : null;
  }

  #quantities(
    state: MeterState,
    poll: Poll,
    elapsedMs: number,
    quantities: (number | null)[],
    sources: Origin[],
  ): number {
    const plans = this.#plan.quantities;
    const context = this.#context;
    context.restarts = state.restarts;
    context.uptimeMs = poll.boot.uptimeMs;
    context.isUptimeStuck = poll.boot.uptimeMs !== null && poll.boot.uptimeMs === state.uptimeMs;
    let flags = 0;
    for (let i = 0; i < plans.length; i++) {
      const counter = state.counters[i] ?? null;
      const source = counter
        ? this.#counted(state, i, counter, poll, elapsedMs)
        : this.#integrated(state, i, poll, elapsedMs);
      const { amount } = this.#result;
      flags |= this.#result.flags;
      if (amount === null) continue;
      quantities[i] = amount;
      sources[i] = source;
    }
    return flags;
  }

  /** Counts quantity `i` by its counter; one that stays away for 24 h is given up. */
  #counted(state: MeterState, i: number, counter: CounterState, poll: Poll, elapsedMs: number): Origin {
    const plan = this.#plan.quantities[i] as QuantityPlan;
    const found = poll.counters[plan.quantity];
    const context = this.#context;
    const result = this.#result;
    counter.ageMs += elapsedMs;
    if (isUsable(found)) {
      const { ageMs } = counter;
      context.isLifetime = plan.isLifetime === true;
      context.maxRate = this.#maxRates[i] as number;
      context.isRated = this.#isRated[i] === true;
      stepCounter(counter, found, context, result);
      if (result.amount !== null && ageMs > elapsedMs) result.flags |= flag.bridged;
    } else {
      result.amount = null;
      result.flags = 0;
      if (counter.ageMs > dayMs) {
        state.counters[i] = null;
        result.flags = flag.rebased;
      }
    }
    return (plan.originColumn && poll.origins?.[plan.originColumn]) || (plan.counterOrigin ?? 'none');
  }

  /** Integrates the held gauge of quantity `i`, until a counter shows up. */
  #integrated(state: MeterState, i: number, poll: Poll, elapsedMs: number): Origin {
    const plan = this.#plan.quantities[i] as QuantityPlan;
    const limit = { maxRate: this.#maxRates[i] as number, heldMs: Math.min(elapsedMs, this.#heldMs) };
    if (plan.isChange) countChange(state.held[i] ?? null, known(poll.gauges[plan.gauge ?? '']), this.#result);
    else integrate(state, i, plan, limit, this.#result);
    state.counters[i] = this.#firstOf(plan, poll, state.restarts);
    return state.heldSources[i] ?? plan.integralOrigin ?? 'none';
  }

  #hold(state: MeterState, poll: Poll): void {
    const plans = this.#plan.quantities;
    for (let i = 0; i < plans.length; i++) {
      const { gauge, originColumn } = plans[i] as QuantityPlan;
      if (gauge === undefined) continue;
      state.held[i] = known(poll.gauges[gauge]);
      state.heldSources[i] = (originColumn && poll.origins?.[originColumn]) || null;
    }
    state.uptimeMs = poll.boot.uptimeMs;
    state.activity = poll.activity ?? 'none';
    const instances = holdInstances(poll.instances, state.instances);
    if (instances) state.instances = instances;
    else delete state.instances;
  }
}
