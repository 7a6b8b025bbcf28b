import type { ActivitySource, DeviceKind, Origin } from '#contracts';
import type { Boot, Counter, InstanceActivity } from '#metering';

/** One address that is asked, with what its driver needs; a device of the register fits as it is. */
export interface DeviceTarget {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Modbus unit id. */
  readonly unit: number;
  /** SunSpec base register to try first. */
  readonly base?: 0 | 40_000 | 50_000;
  /** Which SunSpec total counts what the site draws. */
  readonly importTotal: 'imp' | 'exp';
  /** CT/PT ratio that the meter does not apply itself. */
  readonly multiplier: number;
  /** Boards that a GPU host should report. */
  readonly gpus?: number;
  /** Rated power, W; of one board for GPUs. */
  readonly nominalW?: number;
  /** Service level of an inference server: which of its times is held against how many s. */
  readonly slo?: { readonly of: 'ttft' | 'e2e'; readonly withinS: number };
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** Who has a board, by the labels of its exporter. */
export interface BoardUser {
  /** `namespace/pod`, or the id that a batch scheduler gave. */
  readonly job: string;
  readonly tenant?: string;
  /** Part of the board: 1, or of instances of a divided one their part of the compute slices. */
  readonly share: number;
  /** Instances of a divided board that it has (GPU_I_ID); absent where it has the whole board. */
  readonly instances?: readonly string[];
}

/** What one unit behind an address answered, in our units; what is not known is null or absent, never 0. */
export interface UnitAnswer {
  /** The target's id, or `id/index` for one of several boards. */
  readonly device: string;
  /** What the unit says it is, as it spells it: `make`, `model`, `firmware`, `serial` … */
  readonly identity: Readonly<Record<string, string>>;
  readonly boot: Boot;
  readonly counters: Readonly<Record<string, Counter>>;
  readonly gauges: Readonly<Record<string, number | null>>;
  /** Keyed by the origin column (`energy_source`, `heat_source`, `limit_source`), where the kind's default does not hold. */
  readonly origins?: Readonly<Record<string, Origin>>;
  readonly activity?: ActivitySource;
  /** Every instance of a divided GPU board and how busy it is; absent where that is not known of one. */
  readonly instances?: readonly InstanceActivity[];
  /** Who has a GPU board; absent where nobody is named. */
  readonly users?: readonly BoardUser[];
  /** Where in the raw answer each counter and gauge was found. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Everything that one address answered at one time. */
export interface Answer {
  readonly units: readonly UnitAnswer[];
  /** Readable: which field was not used, or only in part, and why. */
  readonly problems: readonly string[];
}

/** How one kind of device is asked and understood. */
export interface Driver<Raw> {
  readonly kind: DeviceKind;
  /** Asks the device and returns what it said; rejects with a `DEVICE_*` error, soon after `signal` aborts at the latest. */
  ask(target: DeviceTarget, signal: AbortSignal): Promise<Raw>;
  /** Pure: the same raw answer gives the same units. Throws `DEVICE_ANSWER` where nothing in it can be used. */
  normalise(raw: Raw, target: DeviceTarget): Answer;
}
