import { Controller, Get, Inject, Query } from '@nestjs/common';
import { alertStatuses } from '#alerting';
import type { Store } from '#store';
import { readAlertHistory, readAlerts } from '../alerts.ts';
import { alertHistoryParameters, alertParameters, knownItems, parseParameters } from '../parameters.ts';
import type { Alert, ToldAlert } from '../alert-shapes.ts';
import { storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Alerts as the scheduler has judged them. */
@Controller('v1/alerts')
export class AlertsController {
  private readonly store: Store;

  constructor(@Inject(storeToken) store: Store) {
    this.store = store;
  }

  @Get()
  async alerts(@Query() raw: Raw): Promise<{ alerts: Alert[] }> {
    const { status, limit } = parseParameters(alertParameters, raw);
    const wanted = status === undefined ? ['firing', 'pending'] : knownItems('status', status, alertStatuses);
    return { alerts: await readAlerts(this.store, { status: wanted, limit: Number(limit) }) };
  }

  @Get('history')
  async history(@Query() raw: Raw): Promise<{ alerts: ToldAlert[] }> {
    const { limit } = parseParameters(alertHistoryParameters, raw);
    return { alerts: await readAlertHistory(this.store, Number(limit)) };
  }
}
