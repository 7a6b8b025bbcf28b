import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { dayMs } from '#contracts';
import { type Attribution, mostBoardQuarters, readAttribution } from '#kpi';
import { type Clock, isoOf } from '#runtime';
import type { Store } from '#store';
import type { AttributionAnswer } from '../attribution-shapes.ts';
import type { Inventory } from '../inventory.ts';
import { attributionParameters, parseParameters, sitesParameter, windowOf } from '../parameters.ts';
import { refused } from '../problem.ts';
import { goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, storeToken } from '../tokens.ts';

const usualWindowMs = 7 * dayMs;
const longestWindowMs = 62 * dayMs;

const rowOf = ({
  site,
  start,
  end,
  name,
  energyJ,
  dividedJ,
  gpuMs,
  coverage,
}: Attribution): AttributionAnswer['rows'][number] => ({
  site,
  start: isoOf(start),
  end: isoOf(end),
  name: name ?? 'unattributed',
  attributed: name !== null,
  energy_j: energyJ,
  by_activity_j: dividedJ.activity,
  by_slices_j: dividedJ.slices,
  gpu_hours: gpuMs / 3_600_000,
  coverage,
});

/** Whose the energy and the time of the GPU boards was. */
@Controller('v1/attribution')
export class AttributionController {
  private readonly store: Store;
  private readonly inventory: Inventory;
  private readonly clock: Clock;

  constructor(
    @Inject(storeToken) store: Store,
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(clockToken) clock: Clock,
  ) {
    this.store = store;
    this.inventory = inventory;
    this.clock = clock;
  }

  @Get()
  async attribution(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AttributionAnswer> {
    const { from, to, zone, by, site } = parseParameters(attributionParameters, raw);
    const sites = sitesParameter(site, await this.inventory.allowed());
    const zones = sites.map((each) => each.zone);
    const window = windowOf({ from, to, zone, zones, now: this.clock.now(), lengthMs: usualWindowMs });
    const tooLarge = (detail: string) => refused({ parameter: 'from', detail, reason: 'too_large' });
    if (window.to - window.from > longestWindowMs) throw tooLarge('an attribution is of 62 days at most');
    const signal = goneOf(reply);
    const rows: AttributionAnswer['rows'] = [];
    for (const each of sites) {
      const found = await readAttribution(this.store, { site: each, by, ...window, signal });
      if (!found) throw tooLarge(`${each.id} has more than ${mostBoardQuarters} quarter hours of boards in it`);
      rows.push(...found.map(rowOf));
    }
    return { from: isoOf(window.from), to: isoOf(window.to), by, rows };
  }
}
