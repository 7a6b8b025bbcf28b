import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { dimensions } from '#catalogue';
import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import type { Clock } from '#runtime';
import { dictionary } from '../dictionary.ts';
import type { Inventory } from '../inventory.ts';
import {
  byParameter,
  metricsParameter,
  noParameters,
  parseParameters,
  queryParameters,
  sitesParameter,
  unitFilters,
  windowOf,
} from '../parameters.ts';
import { fileInstant, fileOf, goneOf, type Reply } from '../reply.ts';
import type { SelfMetrics } from '../self-metrics.ts';
import { valuesDocument } from '../tables.ts';
import { isoOf } from '../time.ts';
import { valuesOf } from '../values.ts';
import { clockToken, inventoryToken, kpiToken, selfMetricsToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

/** The catalogue, and the answer to any question about it. */
@Controller('v1')
export class QueryController {
  private readonly kpi: Kpi;
  private readonly inventory: Inventory;
  private readonly clock: Clock;
  private readonly selfMetrics: SelfMetrics;

  constructor(
    @Inject(kpiToken) kpi: Kpi,
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(clockToken) clock: Clock,
    @Inject(selfMetricsToken) selfMetrics: SelfMetrics,
  ) {
    this.kpi = kpi;
    this.inventory = inventory;
    this.clock = clock;
    this.selfMetrics = selfMetrics;
  }

  @Get('metrics')
  metrics(@Query() raw: Raw): { metrics: ReturnType<typeof dictionary> } {
    parseParameters(noParameters, raw);
    return { metrics: dictionary() };
  }

  @Get('query')
  async query(@Query() raw: Raw, @Res({ passthrough: true }) reply: Reply): Promise<unknown> {
    const { format, ...asked } = parseParameters(queryParameters, raw);
    const signal = goneOf(reply);
    const query = { ...questionOf(asked, await this.inventory.allowed(), this.clock.now()), signal };
    const answer = await this.kpi.query(query);
    this.noteLag(answer);
    const rows = valuesOf(answer);
    const by = dimensions.filter((dimension) => dimension === 'site' || query.by.includes(dimension));
    const told = { from: isoOf(query.from), to: isoOf(query.to), grain: query.grain, by };
    if (format === 'json') return { ...told, rows };
    const { metrics, filters } = query;
    const document = valuesDocument(rows, { ...told, metrics, filters }, format);
    return fileOf(reply, { format, about: [metrics.join('+'), fileInstant(told.from), query.grain], document });
  }

  private noteLag(rows: readonly KpiRow[]): void {
    const last = rows.reduce((latest, { through }) => Math.max(latest, through ?? 0), 0);
    if (last > 0) this.selfMetrics.lag.set((this.clock.now() - last) / 1000);
  }
}

type Asked = Omit<ReturnType<typeof parseParameters<typeof queryParameters>>, 'format'>;

function questionOf(asked: Asked, allowed: readonly AllowedSite[], now: number): KpiQuery {
  const sites = sitesParameter(asked.site, allowed);
  return {
    metrics: metricsParameter(asked.metrics),
    by: asked.by === undefined ? [] : byParameter(asked.by),
    grain: asked.grain,
    ...windowOf({
      from: asked.from,
      to: asked.to,
      zone: asked.zone,
      zones: sites.map((site) => site.zone),
      now,
      lengthMs: 0,
    }),
    filters: { ...(asked.site !== undefined && { site: sites.map(({ id }) => id) }), ...unitFilters(asked) },
    sites,
  };
}
