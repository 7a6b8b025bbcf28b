import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Problem } from './problem.ts';
import { Ticks } from './ticks.ts';

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

  constructor(@Inject(Ticks) ticks: Ticks) {
    this.ticks = ticks;
  }

  /** 503 when the last round failed, or left something not issued, delivered or told. */
  @Get('healthz')
  health(@Res({ passthrough: true }) reply: Reply): Health {
    const { error, problems } = this.ticks;
    if (error !== null || problems.length > 0) reply.status(503);
    return { app: 'scheduler', error, problems };
  }
}
