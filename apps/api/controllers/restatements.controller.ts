import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { dayMs } from '#contracts';
import { type Kpi, readRestatements, type Restatement, type Told } from '#kpi';
import { type Clock, isoOf } from '#runtime';
import type { Store } from '#store';
import { cursorOf, placeOf } from '../cursor.ts';
import type { Inventory } from '../inventory.ts';
import {
  instantParameter,
  metricsParameter,
  parseParameters,
  restatementParameters,
  sitesParameter,
  windowOf,
} from '../parameters.ts';
import { goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, kpiToken, storeToken } from '../tokens.ts';
import type { RestatementsAnswer } from '../value-shapes.ts';

const windowPlace = z.object({ knownMs: z.number(), startS: z.number(), site: z.string() });
const usualWindowMs = 62 * dayMs;

/** Published values that have changed since. */
@Controller('v1/restatements')
export class RestatementsController {
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
  async restatements(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RestatementsAnswer> {
    const asked = parseParameters(restatementParameters, raw);
    const { grain, from, to, since } = asked;
    const sites = sitesParameter(asked.site, await this.inventory.allowed());
    const meant = { zone: asked.zone, zones: sites.map((site) => site.zone) };
    const window = windowOf({ from, to, ...meant, now: this.clock.now(), lengthMs: usualWindowMs });
    const query = {
      metrics: metricsParameter(asked.metrics),
      grain,
      ...window,
      sites,
      ...(since !== undefined && { since: instantParameter('since', since, meant) }),
      limit: Number(asked.limit),
      after: asked.cursor === undefined ? undefined : placeOf(asked.cursor, windowPlace),
      signal: goneOf(reply),
    };
    const { restatements, more, next } = await readRestatements({ store: this.store, kpi: this.kpi }, query);
    const told = { from: isoOf(window.from), to: isoOf(window.to), grain };
    return { ...told, restatements: restatements.map(restatementAnswer), more, next: next && cursorOf(next) };
  }
}

const toldAnswer = ({ knownAt, ...told }: Told): RestatementsAnswer['restatements'][number]['before'] => ({
  ...told,
  known_at: isoOf(knownAt),
});

const restatementAnswer = (each: Restatement): RestatementsAnswer['restatements'][number] => ({
  ...each,
  start: isoOf(each.start),
  end: isoOf(each.end),
  causes: [...each.causes],
  before: toldAnswer(each.before),
  after: toldAnswer(each.after),
});
