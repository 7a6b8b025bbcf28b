import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { dimensionsOf, grainsOf, latenessOf, metricIds } from '#catalogue';
import { dayMs } from '#contracts';
import type { Kpi, KpiRow } from '#kpi';
import type { Clock } from '#runtime';
import type { Inventory } from '../inventory.ts';
import { noParameters, parseParameters } from '../parameters.ts';
import { prometheusText, prometheusType } from '../prometheus.ts';
import { goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, kpiToken } from '../tokens.ts';

const quarterMs = 900_000;
/** Readings of a quarter of an hour that has just ended are still on their way. */
const settledMs = 60_000;

/** What the sites did in the last whole quarter of an hour; of what is known late, in the last whole day that is. */
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
    const sites = await this.inventory.allowed();
    const ofSites = metricIds.filter((id) => dimensionsOf(id).includes('site') && grainsOf(id).includes('15m'));
    const rows: KpiRow[] = [];
    for (const lateMs of new Set(ofSites.map(latenessOf))) {
      const metrics = ofSites.filter((id) => latenessOf(id) === lateMs);
      const to = Math.floor((this.clock.now() - settledMs - lateMs) / quarterMs) * quarterMs;
      const from = to - (lateMs > 0 ? dayMs : quarterMs);
      const signal = goneOf(reply);
      rows.push(...(await this.kpi.query({ metrics, by: [], grain: 'total', from, to, filters: {}, sites, signal })));
    }
    void reply.header('content-type', prometheusType);
    return prometheusText(rows);
  }
}
