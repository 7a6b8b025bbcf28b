import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Problem, Reporter } from './reporter.ts';
import { Ticks } from './ticks.ts';
import { reporterToken } from './tokens.ts';

interface Reply {
  status(code: number): Reply;
}

interface Health {
  readonly app: 'scheduler';
  /** Why the last round could not be done. */
  readonly error: string | null;
  readonly problems: readonly Problem[];
}

/** What the scheduler is in trouble with. */
@Controller()
export class HealthController {
  private readonly ticks: Ticks;
  private readonly reporter: Reporter;

  constructor(@Inject(Ticks) ticks: Ticks, @Inject(reporterToken) reporter: Reporter) {
    this.ticks = ticks;
    this.reporter = reporter;
  }

  /** 503 when the last round failed, or left something not issued or not delivered. */
  @Get('healthz')
  health(@Res({ passthrough: true }) reply: Reply): Health {
    const { error } = this.ticks;
    const { problems } = this.reporter;
    if (error !== null || problems.length > 0) reply.status(503);
    return { app: 'scheduler', error, problems };
  }
}
