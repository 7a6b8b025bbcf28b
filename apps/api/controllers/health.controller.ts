import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Reply } from '../reply.ts';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { safeInteger, type Store } from '#store';
import { openApiDocument } from '../openapi.ts';
import { differenceKinds, readReconciliations } from '../reconciliations.ts';
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
    await this.lookAtReconciliation();
    void reply.header('content-type', this.selfMetrics.registry.contentType);
    return await this.selfMetrics.registry.metrics();
  }

  /** A store that does not answer leaves the figures as they were: that it is away shows elsewhere. */
  private async lookAtReconciliation(): Promise<void> {
    const { differences, at } = this.selfMetrics.reconciled;
    const signal = AbortSignal.timeout(patienceMs);
    const found = await readReconciliations(this.store, { limit: 1, signal }).catch(() => undefined);
    const [last] = found?.reconciliations ?? [];
    if (!last) return;
    at.set(Temporal.Instant.from(last.at).epochMilliseconds / 1000);
    for (const kind of differenceKinds) differences.set({ kind }, last[kind]);
  }

  @Get('openapi.json')
  openApi(): ReturnType<typeof openApiDocument> {
    return openApiDocument();
  }
}
