import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { type Logger, messageOf } from '#runtime';
import type { Reporter } from './reporter.ts';
import { loggerToken, reporterToken } from './tokens.ts';

/** Looks every half minute what is due: what a time without a scheduler has left undone is found the same way. */
@Injectable()
export class Ticks {
  private readonly reporter: Reporter;
  private readonly logger: Logger;
  private running: Promise<void> = Promise.resolve();
  /** Why the last round could not be done. */
  error: string | null = null;

  constructor(@Inject(reporterToken) reporter: Reporter, @Inject(loggerToken) logger: Logger) {
    this.reporter = reporter;
    this.logger = logger;
  }

  @Cron('*/30 * * * * *', { name: 'round', timeZone: 'UTC', waitForCompletion: true })
  round(): Promise<void> {
    this.running = this.reporter.run().then(
      () => void (this.error = null),
      (error: unknown) => {
        this.error = messageOf(error);
        this.logger.error({ error: this.error }, 'this round could not be done');
      },
    );
    return this.running;
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
