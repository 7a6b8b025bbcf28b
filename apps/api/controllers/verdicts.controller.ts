import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { Store } from '#store';
import type { Inventory } from '../inventory.ts';
import { parseParameters, sitesParameter } from '../parameters.ts';
import { goneOf, type Reply } from '../reply.ts';
import { inventoryToken, storeToken } from '../tokens.ts';
import { readVerdictChanges, type VerdictChanges, verdictParameters } from '../verdicts.ts';

/** What became of the claims, day by day. */
@Controller('v1/verdicts')
export class VerdictsController {
  private readonly store: Store;
  private readonly inventory: Inventory;

  constructor(@Inject(storeToken) store: Store, @Inject(inventoryToken) inventory: Inventory) {
    this.store = store;
    this.inventory = inventory;
  }

  @Get()
  async changes(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<VerdictChanges> {
    const { site, limit } = parseParameters(verdictParameters, raw);
    const sites = sitesParameter(site, await this.inventory.allowed()).map(({ id }) => id);
    const asked = { site: sites, limit: Number(limit), signal: goneOf(reply) };
    return { verdicts: await readVerdictChanges(this.store, asked) };
  }
}
