import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { type Logger, messageOf } from '#runtime';
import type { Problem } from './problem.ts';
import { loggerToken, workersToken } from './tokens.ts';

/** Something that is done in rounds. */
export interface Worker {
  readonly problems: readonly Problem[];
  run(): Promise<void>;
}

/** Looks six times a minute what is due: what a time without a scheduler has left undone is found the same way. */
@Injectable()
export class Ticks {
  private readonly workers: readonly Worker[];
  private readonly logger: Logger;
  private running: Promise<void> | undefined;
  /** Why the last round could not be done. */
  error: string | null = null;

  constructor(@Inject(workersToken) workers: readonly Worker[], @Inject(loggerToken) logger: Logger) {
    this.workers = workers;
    this.logger = logger;
  }

  @Cron('*/10 * * * * *', { name: 'round', timeZone: 'UTC', waitForCompletion: true })
  round(): Promise<void> {
    // The first round is not of the timer: one beside it would hand over the same a second time.
    this.running ??= this.work().finally(() => (this.running = undefined));
    return this.running;
  }

  private async work(): Promise<void> {
    let wrong: string | null = null;
    for (const worker of this.workers) {
      try {
        await worker.run();
      } catch (error) {
        wrong = messageOf(error);
        this.logger.error({ error: wrong }, 'this round could not be done');
      }
    }
    this.error = wrong;
  }

  /** What went wrong in the last round. */
  get problems(): Problem[] {
    return this.workers.flatMap(({ problems }) => problems);
  }

  /** What is due is not waited for. */
  onApplicationBootstrap(): void {
    void this.round();
  }

  /** Lets a round that is under way end. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }
}
