import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { dimensionsOf, grainsOf, metricIds } from '#catalogue';
import type { Kpi } from '#kpi';
import type { Clock } from '#runtime';
import type { Inventory } from '../inventory.ts';
import { noParameters, parseParameters } from '../parameters.ts';
import { prometheusText, prometheusType } from '../prometheus.ts';
import { goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, kpiToken } from '../tokens.ts';

const quarterMs = 900_000;
/** Readings of a quarter of an hour that has just ended are still on their way. */
const settledMs = 60_000;

/** What the sites did in the last whole quarter of an hour. */
@Controller('v1/metrics.prom')
export class PrometheusController {
  private readonly kpi: Kpi;
  private readonly inventory: Inventory;
  private readonly clock: Clock;

  constructor(
    @Inject(kpiToken) kpi: Kpi,
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(clockToken) clock: Clock,
  ) {
    this.kpi = kpi;
    this.inventory = inventory;
    this.clock = clock;
  }

  @Get()
  async scrape(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    parseParameters(noParameters, raw);
    const to = Math.floor((this.clock.now() - settledMs) / quarterMs) * quarterMs;
    const rows = await this.kpi.query({
      metrics: metricIds.filter((id) => dimensionsOf(id).includes('site') && grainsOf(id).includes('15m')),
      by: [],
      grain: 'total',
      from: to - quarterMs,
      to,
      filters: {},
      sites: await this.inventory.allowed(),
      signal: goneOf(reply),
    });
    void reply.header('content-type', prometheusType);
    return prometheusText(rows);
  }
}
