import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { miningSensitivity } from '#catalogue';
import { dayMs } from '#contracts';
import { type Kpi, readSensitivity } from '#kpi';
import { type Clock, isoOf } from '#runtime';
import type { Inventory } from '../inventory.ts';
import {
  instantParameter,
  numbersParameter,
  parseParameters,
  sensitivityParameters,
  oneSiteParameter,
  windowOf,
} from '../parameters.ts';
import { fileInstant, fileOf, goneOf, type Reply } from '../reply.ts';
import { type Sensitivity, sensitivityDocument, sensitivityOf } from '../sensitivity.ts';
import { clockToken, inventoryToken, kpiToken } from '../tokens.ts';

const usualWindowMs = 30 * dayMs;
/** Of each axis. */
const mostValues = 100;

/** What mining would leave at other prices. */
@Controller('v1/sensitivity')
export class SensitivityController {
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
  async sensitivity(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Sensitivity | string | Buffer> {
    const { format, from, to, zone, as_of, ...asked } = parseParameters(sensitivityParameters, raw);
    const site = oneSiteParameter(asked.site, await this.inventory.allowed());
    const meant = { zone, zones: [site.zone] };
    const window = windowOf({ from, to, ...meant, now: this.clock.now(), lengthMs: usualWindowMs });
    const asOf = as_of === undefined ? undefined : instantParameter('as_of', as_of, meant);
    const answer = await readSensitivity(this.kpi, miningSensitivity, {
      site,
      ...window,
      assumed: {
        hashprice: numbersParameter('hashprice', asked.hashprice, mostValues),
        power_price: numbersParameter('power_price', asked.power_price, mostValues),
      },
      ...(asOf !== undefined && { asOf }),
      signal: goneOf(reply),
    });
    const then = asOf === undefined ? {} : { as_of: isoOf(asOf) };
    const told = sensitivityOf(answer, { site: site.id, from: isoOf(window.from), to: isoOf(window.to), ...then });
    if (format === 'json') return told;
    const about = ['sensitivity', site.id, fileInstant(told.from)];
    return fileOf(reply, { format, about, document: sensitivityDocument(told) });
  }
}
