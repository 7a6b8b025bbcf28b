import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { explain, type Kpi } from '#kpi';
import { type Clock, isoOf } from '#runtime';
import type { Store } from '#store';
import { explanationAnswer } from '../explanation.ts';
import type { Inventory } from '../inventory.ts';
import {
  byParameter,
  explainParameters,
  instantParameter,
  metricsParameter,
  oneSiteParameter,
  parseParameters,
  unitFilters,
  windowOf,
} from '../parameters.ts';
import { refused } from '../problem.ts';
import { goneOf, type Reply } from '../reply.ts';
import type { ExplanationAnswer } from '../explanation-shapes.ts';
import { clockToken, inventoryToken, kpiToken, storeToken } from '../tokens.ts';

/** What a number is made of. */
@Controller('v1/explain')
export class ExplainController {
  private readonly store: Store;
  private readonly kpi: Kpi;
  private readonly inventory: Inventory;
  private readonly clock: Clock;

  constructor(
    @Inject(storeToken) store: Store,
    @Inject(kpiToken) kpi: Kpi,
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(clockToken) clock: Clock,
  ) {
    this.store = store;
    this.kpi = kpi;
    this.inventory = inventory;
    this.clock = clock;
  }

  @Get()
  async explain(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ExplanationAnswer> {
    const asked = parseParameters(explainParameters, raw);
    const [metric, ...others] = metricsParameter(asked.metric, 'metric');
    if (metric === undefined || others.length > 0)
      throw refused({ parameter: 'metric', detail: 'one metric is explained at a time' });
    const site = oneSiteParameter(asked.site, await this.inventory.allowed());
    const filters = unitFilters(asked);
    const { from, to, zone } = asked;
    const meant = { zone, zones: [site.zone] };
    const asOf = asked.as_of === undefined ? undefined : instantParameter('as_of', asked.as_of, meant);
    const window = windowOf({ from, to, ...meant, now: this.clock.now(), lengthMs: 0 });
    const { store, kpi, clock } = this;
    const knownBy = asked.by === undefined ? [] : byParameter(asked.by);
    const query = {
      metric,
      site,
      filters,
      knownBy,
      ...window,
      grain: asked.grain,
      ...(asOf !== undefined && { asOf }),
      signal: goneOf(reply),
    };
    const answer = explanationAnswer(await explain({ store, kpi, clock }, query));
    return asOf === undefined ? answer : { as_of: isoOf(asOf), ...answer };
  }
}
