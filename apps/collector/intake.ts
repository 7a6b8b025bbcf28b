import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
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
  /** Another collector has the directory: this one has to end. */
  readonly onLost: (error: PipelineError) => void;
}

/** Gathers polls and has them recorded together, in the order they came. */
export class Intake {
  readonly #options: IntakeOptions;
  #polled: PolledSource[] = [];
  #running: Promise<void> | undefined;

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
    const { record, clock, logger, onRecorded, onDropped, onLost } = this.#options;
    const startedAt = clock.monotonic();
    try {
      const recorded = await record(polled);
      onRecorded(recorded, (clock.monotonic() - startedAt) / 1000);
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'polls were not recorded; their devices get longer readings');
      onDropped(
        'not_recorded',
        polled.reduce((sum, { polls }) => sum + polls.length, 0),
      );
      if (error instanceof PipelineError && error.code === 'OWNER_LOST') onLost(error);
    }
  }
}
