import { setMaxListeners } from 'node:events';
import type { Answer, UnitAnswer } from '#devices';
import type { Poll } from '#metering';
import type { SiteDevice } from '#register';
import { type Clock, type ErrorCode, type Logger, messageOf, PipelineError } from '#runtime';
import { Lane } from './lane.ts';
import type { PolledSource, PollSource } from './recorder.ts';
import { nextSlot, spreadOf } from './schedule.ts';

/** One address to poll and what its polls are recorded as. */
export interface PollTarget {
  readonly device: SiteDevice;
  readonly source: PollSource;
}

/** How one device is doing, for people. */
export interface DeviceStatus {
  readonly site: string;
  readonly device: string;
  readonly kind: string;
  readonly address: string;
  /** When it last answered, UTC ms. */
  readonly answeredAt: number | null;
  /** Units of the last answer. */
  readonly units: readonly string[];
  /** Parts of the last answer that were not used, and why. */
  readonly problems: readonly string[];
  /** Failures in a row; the pauses between polls grow with them. */
  readonly failures: number;
  readonly nextPollAt: number | null;
  readonly lastError: { readonly at: number; readonly code: ErrorCode | 'UNKNOWN'; readonly message: string } | null;
}

/** `ok`, or the code of what went wrong. */
export type Outcome = 'ok' | ErrorCode | 'UNKNOWN';

export interface PollerOptions {
  readonly targets: readonly PollTarget[];
  readonly read: (device: SiteDevice, signal: AbortSignal) => Promise<Answer>;
  readonly onPolled: (polled: PolledSource) => void;
  /** Called with each answer that is complete at `at`, UTC ms. */
  readonly onAnswered?: (target: PollTarget, units: readonly UnitAnswer[], at: number) => void;
  /** Called once for each address that was asked, with the number of units that answered. */
  readonly onOutcome: (kind: string, outcome: Outcome, seconds: number, units: number) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this run of the process in polls. */
  readonly process: string;
  /** Devices asked at a time: those that answered last time, and apart from them those that did not. */
  readonly widths?: { readonly answering: number; readonly failing: number };
}

/** The poll of one unit of an answer, complete at `at`. */
export function pollOf(unit: UnitAnswer, at: number, monotonicMs: number, process: string): Poll {
  const { device, boot, counters, gauges, origins, activity, instances, identity } = unit;
  return {
    device,
    at,
    monotonicMs,
    process,
    boot: { id: boot.id, uptimeMs: boot.uptimeMs, identity: boot.identity ?? identity.serial ?? identity.uuid ?? null },
    counters,
    gauges,
    ...(origins ? { origins } : {}),
    ...(activity ? { activity } : {}),
    ...(instances ? { instances } : {}),
  };
}

const defaultWidths = { answering: 256, failing: 32 };
const codeOf = (error: unknown): ErrorCode | 'UNKNOWN' => (error instanceof PipelineError ? error.code : 'UNKNOWN');

/** Polls every device at the multiples of its period until it is stopped. Each has its own turn; those that fail share a lane apart. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #lanes: { readonly answering: Lane; readonly failing: Lane };
  readonly #status = new Map<PollTarget, DeviceStatus>();
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(options: PollerOptions) {
    const widths = options.widths ?? defaultWidths;
    this.#options = options;
    setMaxListeners(0, this.#stopping.signal);
    this.#lanes = { answering: new Lane(widths.answering), failing: new Lane(widths.failing) };
    for (const target of options.targets) this.#status.set(target, unasked(target));
  }

  start(): void {
    this.#running ??= Promise.all(this.#options.targets.map((target) => this.#poll(target)));
  }

  /** How every device is doing, in the order of the site file. */
  devices(): readonly DeviceStatus[] {
    return [...this.#status.values()];
  }

  /** Aborts what is being asked; resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #poll(target: PollTarget): Promise<void> {
    const { clock, targets } = this.#options;
    const { signal } = this.#stopping;
    const { device, source } = target;
    const among = { periodMs: device.pollMs, devices: targets.length };
    const offsetMs = spreadOf(`${source.site}/${device.id}`, among);
    let last = -Infinity;
    while (!signal.aborted && clock.now() < device.to) {
      const { failures } = this.#statusOf(target);
      const now = Math.max(clock.now(), device.from);
      last = nextSlot({ now, last, periodMs: device.pollMs, offsetMs, failures });
      this.#note(target, { nextPollAt: last });
      await sleepUntil(last, clock, signal);
      if (signal.aborted || last >= device.to) break;
      const lane = failures === 0 ? this.#lanes.answering : this.#lanes.failing;
      await lane.run(async () => {
        if (!signal.aborted) await this.#ask(target, signal);
      });
    }
    this.#note(target, { nextPollAt: null });
  }

  async #ask(target: PollTarget, signal: AbortSignal): Promise<void> {
    const { read, clock, onPolled, onAnswered, onOutcome, process } = this.#options;
    const { device, source } = target;
    const startedAt = clock.monotonic();
    const secondsSince = (): number => (clock.monotonic() - startedAt) / 1000;
    try {
      const { units, problems } = await read(device, signal);
      const at = clock.now();
      const monotonicMs = clock.monotonic();
      const names = units.map((unit) => unit.device);
      this.#note(target, { answeredAt: at, units: names, problems, failures: 0 });
      onOutcome(device.kind, 'ok', secondsSince(), units.length);
      onAnswered?.(target, units, at);
      onPolled({ source, polls: units.map((unit) => pollOf(unit, at, monotonicMs, process)) });
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(target, error);
      onOutcome(device.kind, codeOf(error), secondsSince(), 0);
    }
  }

  #fail(target: PollTarget, error: unknown): void {
    const { clock, logger } = this.#options;
    const failures = this.#statusOf(target).failures + 1;
    const lastError = { at: clock.now(), code: codeOf(error), message: messageOf(error) };
    this.#note(target, { failures, lastError });
    if (failures === 1)
      logger.warn(
        { device: target.device.id, code: lastError.code, error: lastError.message },
        'device did not answer',
      );
  }

  #statusOf(target: PollTarget): DeviceStatus {
    return this.#status.get(target) ?? unasked(target);
  }

  #note(target: PollTarget, change: Partial<DeviceStatus>): void {
    this.#status.set(target, { ...this.#statusOf(target), ...change });
  }
}

const unasked = ({ device, source }: PollTarget): DeviceStatus => ({
  site: source.site,
  device: device.id,
  kind: device.kind,
  address: `${device.host}:${device.port}`,
  answeredAt: null,
  units: [],
  problems: [],
  failures: 0,
  nextPollAt: null,
  lastError: null,
});

/** Timers may fire a little early, and know nothing of a wall clock that is set back and set right again meanwhile. */
async function sleepUntil(at: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const longestMs = 5_000;
  for (let left = at - clock.now(); left > 0 && !signal.aborted; left = at - clock.now()) {
    await clock.sleep(Math.min(left, longestMs), signal);
  }
}
