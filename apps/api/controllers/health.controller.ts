import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Reply } from '../reply.ts';
import { z } from 'zod';
import { safeInteger, type Store } from '#store';
import { openApiDocument } from '../openapi.ts';
import type { SelfMetrics } from '../self-metrics.ts';
import { selfMetricsToken, storeToken } from '../tokens.ts';

const patienceMs = 2_000;

/** For whoever runs it: alive, able to answer, what it counts, what it offers. */
@Controller()
export class HealthController {
  private readonly store: Store;
  private readonly selfMetrics: SelfMetrics;

  constructor(@Inject(storeToken) store: Store, @Inject(selfMetricsToken) selfMetrics: SelfMetrics) {
    this.store = store;
    this.selfMetrics = selfMetrics;
  }

  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<{ status: 'ok' | 'unavailable'; detail?: string }> {
    try {
      await this.store.query('SELECT count() AS sites FROM register_site', {
        schema: z.object({ sites: safeInteger }),
        signal: AbortSignal.timeout(patienceMs),
      });
      return { status: 'ok' };
    } catch {
      void reply.status(503);
      return { status: 'unavailable', detail: 'the store does not answer or has not been migrated' };
    }
  }

  @Get('metrics')
  async selfMeasured(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    void reply.header('content-type', this.selfMetrics.registry.contentType);
    return await this.selfMetrics.registry.metrics();
  }

  @Get('openapi.json')
  openApi(): ReturnType<typeof openApiDocument> {
    return openApiDocument();
  }
}
