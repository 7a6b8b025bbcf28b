import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { dimensions, isMetricId } from '#catalogue';
import {
  type AllowedSite,
  type Kpi,
  type KpiQuery,
  type KpiRow,
  type Page,
  readPage,
  readPublishedThrough,
} from '#kpi';
import { type Clock, isoOf } from '#runtime';
import type { Store } from '#store';
import { boundCursor, boundPlace } from '../cursor.ts';
import { dictionary } from '../dictionary.ts';
import type { Inventory } from '../inventory.ts';
import {
  byParameter,
  instantParameter,
  metricsParameter,
  noParameters,
  parseParameters,
  queryParameters,
  sitesParameter,
  unitFilters,
  windowOf,
} from '../parameters.ts';
import { refused } from '../problem.ts';
import { fileInstant, fileOf, goneOf, linkNext, type Reply, withRows } from '../reply.ts';
import type { SelfMetrics } from '../self-metrics.ts';
import { valuesDocument } from '../tables.ts';
import type { StatedValue } from '../value-shapes.ts';
import { stated } from '../values.ts';
import { clockToken, inventoryToken, kpiToken, selfMetricsToken, storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

/** The catalogue, and the answer to any question about it. */
@Controller('v1')
export class QueryController {
  private readonly store: Store;
  private readonly kpi: Kpi;
  private readonly inventory: Inventory;
  private readonly clock: Clock;
  private readonly selfMetrics: SelfMetrics;

  constructor(
    @Inject(storeToken) store: Store,
    @Inject(kpiToken) kpi: Kpi,
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(clockToken) clock: Clock,
    @Inject(selfMetricsToken) selfMetrics: SelfMetrics,
  ) {
    this.store = store;
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
    const asked = parseParameters(queryParameters, raw);
    const { format, limit } = asked;
    const place = asked.cursor === undefined ? undefined : boundPlace(asked, asked.cursor, placeShape);
    const signal = goneOf(reply);
    const now = place?.to ?? this.clock.now();
    const query = { ...questionOf(asked, await this.inventory.allowed(), now), signal };
    const reading = this.read(query, { limit, after: place?.last });
    const [page, shown] = await Promise.all([reading, this.shownAs(query)]);
    this.noteLag(page.rows);
    const next = page.next && boundCursor(asked, { to: query.to, last: placeShape.shape.last.parse(page.next) });
    if (next !== null) linkNext(reply, '/v1/query', { ...raw, cursor: next });
    const by = dimensions.filter((dimension) => dimension === 'site' || query.by.includes(dimension));
    const asOf = query.asOf === undefined ? {} : { as_of: isoOf(query.asOf) };
    const told = { from: isoOf(query.from), to: isoOf(query.to), grain: query.grain, by, ...asOf };
    const { rows } = page;
    if (format === 'json') return withRows(reply, { ...told, ...(limit !== undefined && { next }) }, { rows, shown });
    const { metrics, filters } = query;
    const document = valuesDocument(rows.map(shown), { ...told, metrics, filters }, format);
    return fileOf(reply, { format, about: [metrics.join('+'), fileInstant(told.from), query.grain], document });
  }

  private async read(
    query: KpiQuery,
    { limit, after }: { limit: string | undefined; after: Place | undefined },
  ): Promise<Page> {
    if (limit !== undefined) {
      const { store, kpi } = this;
      return await readPage({ store, kpi }, query, { limit: Number(limit), after });
    }
    if (after === undefined) return { rows: await this.kpi.query(query), next: null };
    throw refused({ parameter: 'limit', detail: 'is missing: a cursor goes on page by page' });
  }

  /** How rows are shown. What was published by an instant is final as it was known then. */
  private async shownAs(query: KpiQuery): Promise<(row: KpiRow) => StatedValue> {
    if (query.asOf !== undefined) return stated(() => Infinity);
    const through = await readPublishedThrough(this.store, query);
    return stated((site) => through.get(site));
  }

  private noteLag(rows: readonly KpiRow[]): void {
    const last = rows.reduce((latest, { through }) => Math.max(latest, through ?? 0), 0);
    if (last > 0) this.selfMetrics.lag.set((this.clock.now() - last) / 1000);
  }
}

/** Where a page ends: the end of the window, which may have been the present, and the last row. */
const placeShape = z.object({
  to: z.number(),
  last: z.object({
    metric: z.string().refine(isMetricId),
    site: z.string(),
    hall: z.string().optional(),
    model: z.string().optional(),
    device: z.string().optional(),
    start: z.number(),
  }),
});
type Place = z.output<typeof placeShape>['last'];

type Asked = ReturnType<typeof parseParameters<typeof queryParameters>>;

function questionOf(asked: Asked, allowed: readonly AllowedSite[], now: number): KpiQuery {
  const sites = sitesParameter(asked.site, allowed);
  const meant = { zone: asked.zone, zones: sites.map((site) => site.zone) };
  return {
    metrics: metricsParameter(asked.metrics),
    by: asked.by === undefined ? [] : byParameter(asked.by),
    grain: asked.grain,
    ...windowOf({
      from: asked.from,
      to: asked.to,
      ...meant,
      now,
      lengthMs: 0,
    }),
    filters: { ...(asked.site !== undefined && { site: sites.map(({ id }) => id) }), ...unitFilters(asked) },
    sites,
    ...(asked.as_of !== undefined && { asOf: instantParameter('as_of', asked.as_of, meant) }),
  };
}
