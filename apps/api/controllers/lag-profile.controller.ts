import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { type Lag, lagProfile, readSeries } from '#claims';
import { dayMs } from '#contracts';
import { type Clock, isoOf } from '#runtime';
import type { Store } from '#store';
import type { Inventory } from '../inventory.ts';
import { lagParameters, type LagProfile } from '../lag-profile.ts';
import { oneSiteParameter, parseParameters, windowOf } from '../parameters.ts';
import { refused } from '../problem.ts';
import { goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, storeToken } from '../tokens.ts';

const usualMs = 28 * dayMs;
/** A longer window would be read into memory at once. */
const longestMs = 1_100 * dayMs;

/** How AI and mining go together when one is shifted: control shows as a sharp extreme. */
@Controller('v1/lag-profile')
export class LagProfileController {
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
  async profile(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<LagProfile> {
    const asked = parseParameters(lagParameters, raw);
    const site = oneSiteParameter(asked.site, await this.inventory.allowed());
    const { from, to, zone } = asked;
    const window = windowOf({ from, to, zone, zones: [site.zone], now: this.clock.now(), lengthMs: usualMs });
    if (window.to - window.from > longestMs)
      throw refused({ parameter: 'from', detail: `the window is longer than ${longestMs / dayMs} days: shorten it` });
    const query = { site: site.id, zone: site.zone, currency: site.currency, ...window, signal: goneOf(reply) };
    const series = await readSeries(this.store, query, []);
    const isKnown = series.lacking === null && series.days.length > 0;
    const lags: Lag[] = isKnown ? lagProfile(series) : [];
    return {
      site: site.id,
      from: isoOf(window.from),
      to: isoOf(window.to),
      reason: isKnown ? null : (series.lacking ?? 'nothing is known of the site in the window'),
      lags,
    };
  }
}
