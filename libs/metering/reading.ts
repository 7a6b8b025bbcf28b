import type { ActivitySource, Origin } from '#contracts';
import type { CounterState } from './counter.ts';
import type { HeldInstance, InstanceTime } from './instances.ts';

/** A gauge is held for this many poll periods; a longer interval is bridged. */
export const heldPolls = 3;

/** What one device did in the interval (startedAt, endedAt]; the arrays follow the plan of its class. */
export interface Reading {
  readonly device: string;
  /** UTC ms, exclusive. */
  readonly startedAt: number;
  /** UTC ms, inclusive. */
  readonly endedAt: number;
  /** Part of the interval in which gauges were held, ms; every integral is over all of it, or null. */
  readonly observedMs: number;
  /** Bits of `flag`. */
  readonly flags: number;
  /** Amounts in the interval, whole base units; null is unknown. */
  readonly quantities: readonly (number | null)[];
  /** Where each quantity came from; `none` where it is null. */
  readonly sources: readonly Origin[];
  /** Which signal `sm_ms` is. */
  readonly activity: ActivitySource;
  /** Of a divided GPU, over `observedMs`; absent where one of its instances is not known. */
  readonly instances?: readonly InstanceTime[];
  /** Gauges at the end. */
  readonly gauges: readonly (number | null)[];
}

/** What a meter remembers of one device between polls: plain data, safe to store as JSON. */
export interface MeterState {
  /** The plan that the arrays follow; a state of another plan cannot be continued. */
  readonly plan: string;
  at: number;
  monotonicMs: number;
  process: string;
  bootId: string | null;
  identity: string | null;
  uptimeMs: number | null;
  /** Restarts seen so far. */
  restarts: number;
  /** Flags that the next reading must show. */
  flags: number;
  readonly counters: (CounterState | null)[];
  /** The gauge behind each quantity as last read, and where it came from. */
  readonly held: (number | null)[];
  readonly heldSources: (Origin | null)[];
  activity: ActivitySource;
  /** Instances of a divided GPU as last read. */
  instances?: readonly HeldInstance[];
  /** What rounding has left of each integral, thousandths of the base unit. */
  readonly carry: number[];
}
