import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Store } from '#store';
import { parseParameters, reconciliationParameters } from '../parameters.ts';
import { readReconciliations } from '../reconciliations.ts';
import type { Reconciliation } from '../shapes.ts';
import { storeToken } from '../tokens.ts';

/** Whether what is stored is what was measured, as `coload reconcile` found it. */
@Controller('v1')
export class ReconciliationController {
  private readonly store: Store;

  constructor(@Inject(storeToken) store: Store) {
    this.store = store;
  }

  @Get('reconciliations')
  async reconciliations(
    @Query() raw: Readonly<Record<string, unknown>>,
  ): Promise<{ reconciliations: Reconciliation[] }> {
    const { limit } = parseParameters(reconciliationParameters, raw);
    return { reconciliations: await readReconciliations(this.store, { limit: Number(limit) }) };
  }
}
