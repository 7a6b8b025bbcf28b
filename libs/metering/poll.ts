import type { ActivitySource, Origin } from '#contracts';

/** A cumulative value as the device counts it, in the base unit of its quantity (J, GH, mL, share difficulty …), not yet rounded. */
export interface Counter {
  readonly value: number;
  /** The counter returns to 0 after reaching this, in the same unit. */
  readonly modulus?: number;
  /** The device shows the value no closer than this, so that a fall by less is none. */
  readonly precision?: number;
}

/** What tells a restart from a counter that merely fell. */
export interface Boot {
  /** Changes at every restart: boot id, driver load. */
  readonly id: string | null;
  /** Changes when another device answers at the address: serial number, UUID. */
  readonly identity?: string | null;
  /** Since the process that counts was started, ms. */
  readonly uptimeMs: number | null;
}

/** How busy an instance of a divided board (MIG) is. */
export interface InstanceActivity {
  /** GPU_I_ID. */
  readonly id: string;
  /** Compute slices. */
  readonly slices: number;
  /** Of its own slices, 0 to 1. */
  readonly active: number;
}

/**
 * What one unit (a miner, a GPU board, a meter, a CDU) answered at one time, in our units.
 * Keys of `counters` are quantity columns of the class (`energy_j`, `hash_gh`, `accepted_diff` …),
 * keys of `gauges` are gauge columns (`power_w`, `rate_ghs` …). What is not known is absent or null, never 0.
 */
export interface Poll {
  /** Device id of the register; boards of a host are `host/index`. */
  readonly device: string;
  /** Wall clock when the answer was complete, UTC ms. */
  readonly at: number;
  /** Monotonic clock of the collector at the same moment, ms; comparable only while `process` is the same. */
  readonly monotonicMs: number;
  /** Names the run of the collector process. */
  readonly process: string;
  readonly boot: Boot;
  readonly counters: Readonly<Record<string, Counter>>;
  readonly gauges: Readonly<Record<string, number | null>>;
  /** Where energy, heat and limit come from, when the kind's default does not hold (`power_w` of an ASIC: `psu` or `estimated`). */
  readonly origins?: Readonly<Record<string, Origin>>;
  /** Which signal the gauge `sm` of a GPU is. */
  readonly activity?: ActivitySource;
  /** Every instance of a divided GPU; absent where the activity of one is not known. */
  readonly instances?: readonly InstanceActivity[];
}
