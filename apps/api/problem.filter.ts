import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Reply } from './reply.ts';
import { type Logger, messageOf, PipelineError } from '#runtime';
import { plainProblem, problemOf } from './problem.ts';
import type { SelfMetrics } from './self-metrics.ts';
import { loggerToken, selfMetricsToken } from './tokens.ts';

/** Answers every error as problem+json; what is ours is logged, what is the asker's is counted. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly selfMetrics: SelfMetrics;
  private readonly logger: Logger;

  constructor(@Inject(selfMetricsToken) selfMetrics: SelfMetrics, @Inject(loggerToken) logger: Logger) {
    this.selfMetrics = selfMetrics;
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    const registryBody = error instanceof HttpException ? error.getResponse() : undefined;
    if (typeof registryBody === 'object' && 'error_code' in registryBody) {
      void reply.status(404).header('content-type', 'application/vnd.schemaregistry.v1+json').send(registryBody);
      return;
    }
    const problem = error instanceof HttpException ? plainProblem(error.getStatus(), error.message) : problemOf(error);
    if (problem.status < 500) this.selfMetrics.dropped.inc({ reason: problem.parameter ?? problem.code });
    else this.note(error);
    void reply.status(problem.status).header('content-type', 'application/problem+json').send(problem);
  }

  private note(error: unknown): void {
    const code = error instanceof PipelineError ? error.code : 'UNEXPECTED';
    this.selfMetrics.errors.inc({ code });
    this.logger.error(
      { code, error: messageOf(error), stack: error instanceof Error ? error.stack : undefined },
      'request failed',
    );
  }
}
