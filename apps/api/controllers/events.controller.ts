import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import type { Clock } from '#runtime';
import type { Store } from '#store';
import type { EventLog } from '../event-log.ts';
import type { TakenEvents } from '../event-shapes.ts';
import { takeEvents } from '../events.ts';
import type { SelfMetrics } from '../self-metrics.ts';
import { clockToken, eventsToken, selfMetricsToken, storeToken } from '../tokens.ts';

/** What schedulers tell of their jobs. */
@Controller('v1/events')
export class EventsController {
  private readonly parts: { readonly store: Store; readonly events: EventLog; readonly clock: Clock };
  private readonly selfMetrics: SelfMetrics;

  constructor(
    @Inject(storeToken) store: Store,
    @Inject(eventsToken) events: EventLog,
    @Inject(clockToken) clock: Clock,
    @Inject(selfMetricsToken) selfMetrics: SelfMetrics,
  ) {
    this.parts = { store, events, clock };
    this.selfMetrics = selfMetrics;
  }

  @Post()
  @HttpCode(201)
  async take(@Body() body: unknown): Promise<TakenEvents> {
    const answer = await takeEvents(this.parts, body);
    if (answer.refused.length > 0) this.selfMetrics.dropped.inc({ reason: 'event' }, answer.refused.length);
    return answer;
  }
}
