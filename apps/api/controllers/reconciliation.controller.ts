import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Store } from '#store';
import { askedEntries } from '../cursor.ts';
import { parseParameters, reconciliationParameters } from '../parameters.ts';
import { readReconciliations } from '../reconciliations.ts';
import type { Reconciliations } from '../shapes.ts';
import { storeToken } from '../tokens.ts';

/** Whether what is stored is what was measured, as `coload reconcile` found it. */
@Controller('v1')
export class ReconciliationController {
  private readonly store: Store;

  constructor(@Inject(storeToken) store: Store) {
    this.store = store;
  }

  @Get('reconciliations')
  async reconciliations(@Query() raw: Readonly<Record<string, unknown>>): Promise<Reconciliations> {
    return await readReconciliations(this.store, askedEntries(parseParameters(reconciliationParameters, raw)));
  }
}
