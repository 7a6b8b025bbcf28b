import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { dayMs } from '#contracts';
import { type Kpi, readBalance } from '#kpi';
import { type Clock, isoOf } from '#runtime';
import type { Store } from '#store';
import type { BalanceAnswer } from '../balance-shapes.ts';
import type { Inventory } from '../inventory.ts';
import { balanceParameters, parseParameters, sitesParameter, windowOf } from '../parameters.ts';
import { refused } from '../problem.ts';
import { goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, kpiToken, storeToken } from '../tokens.ts';
import { valuesOf } from '../values.ts';

const usualWindowMs = 7 * dayMs;
/** Every hour of every device is looked at. */
const longestWindowMs = 62 * dayMs;

/** What came in against what the parts count, and which meter or device to doubt. */
@Controller('v1/balance')
export class BalanceController {
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
  async balance(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<BalanceAnswer> {
    const { from, to, zone, grain, site } = parseParameters(balanceParameters, raw);
    const sites = sitesParameter(site, await this.inventory.allowed());
    const zones = sites.map((each) => each.zone);
    const window = windowOf({ from, to, zone, zones, now: this.clock.now(), lengthMs: usualWindowMs });
    if (window.to - window.from > longestWindowMs)
      throw refused({ parameter: 'from', detail: 'a balance is of 62 days at most', reason: 'too_large' });
    const signal = goneOf(reply);
    const found = [];
    for (const each of sites)
      found.push(await readBalance({ store: this.store, kpi: this.kpi }, { site: each, grain, ...window, signal }));
    return {
      from: isoOf(window.from),
      to: isoOf(window.to),
      grain,
      rows: valuesOf(found.flatMap(({ rows }) => rows)),
      suspects: found.flatMap(({ suspects }) => [...suspects]),
    };
  }
}
