import { type Clock, type ErrorCode, type Logger, messageOf, PipelineError } from '#runtime';
import type { PolledSource, Recorded } from './recorder.ts';

export interface IntakeOptions {
  readonly record: (polled: readonly PolledSource[]) => Promise<Recorded>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long polls wait for others, so that one transaction takes many. */
  readonly lingerMs: number;
  /** Polls that may wait while the disk is slow; beyond it the next are dropped and make a longer reading later. */
  readonly capacity: number;
  readonly onRecorded: (recorded: Recorded, seconds: number) => void;
  readonly onDropped: (reason: 'intake_full' | 'not_recorded', polls: number) => void;
  /** Called for every recording that failed. */
  readonly onError: (code: ErrorCode | 'UNKNOWN') => void;
  /** Another collector has the directory: this one has to end. */
  readonly onLost: (error: PipelineError) => void;
}

/** Gathers polls and has them recorded together, in the order they came. */
export class Intake {
  readonly #options: IntakeOptions;
  #polled: PolledSource[] = [];
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  add(polled: PolledSource): void {
    if (this.#polled.length >= this.#options.capacity) {
      this.#options.onDropped('intake_full', polled.polls.length);
      return;
    }
    this.#polled.push(polled);
    this.#running ??= this.#run();
  }

  /** Resolves when everything added so far is recorded, or has been dropped. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    await this.#options.clock.sleep(this.#options.lingerMs);
    while (this.#polled.length > 0) {
      const polled = this.#polled;
      this.#polled = [];
      await this.#record(polled);
    }
    this.#running = undefined;
  }

  async #record(polled: readonly PolledSource[]): Promise<void> {
    const { record, clock, logger, onRecorded } = this.#options;
    const startedAt = clock.monotonic();
    try {
      const recorded = await record(polled);
      onRecorded(recorded, (clock.monotonic() - startedAt) / 1000);
      if (this.#failures > 0) logger.info({ failures: this.#failures }, 'polls are recorded again');
      this.#failures = 0;
    } catch (error) {
      this.#fail(polled, error);
    }
  }

  /** A disk that is full stays so for a while: it is told once, and counted each time. */
  #fail(polled: readonly PolledSource[], error: unknown): void {
    const { logger, onDropped, onError, onLost } = this.#options;
    const code = error instanceof PipelineError ? error.code : 'UNKNOWN';
    this.#failures += 1;
    if (this.#failures === 1) {
      logger.error({ code, error: messageOf(error) }, 'polls are not recorded; their devices get longer readings');
    }
    onError(code);
    onDropped(
      'not_recorded',
      polled.reduce((sum, { polls }) => sum + polls.length, 0),
    );
    if (error instanceof PipelineError && code === 'OWNER_LOST') onLost(error);
  }
}
