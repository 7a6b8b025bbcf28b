import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Kpi } from '#kpi';
import type { Clock, Logger } from '#runtime';
import type { Store } from '#store';
import { AlertsController } from './controllers/alerts.controller.ts';
import { AttributionController } from './controllers/attribution.controller.ts';
import { BalanceController } from './controllers/balance.controller.ts';
import { ClaimsController } from './controllers/claims.controller.ts';
import { EventsController } from './controllers/events.controller.ts';
import { ExplainController } from './controllers/explain.controller.ts';
import { LagProfileController } from './controllers/lag-profile.controller.ts';
import { VerdictsController } from './controllers/verdicts.controller.ts';
import { HealthController } from './controllers/health.controller.ts';
import { InventoryController } from './controllers/inventory.controller.ts';
import { PrometheusController } from './controllers/prometheus.controller.ts';
import { QueryController } from './controllers/query.controller.ts';
import { ReconciliationController } from './controllers/reconciliation.controller.ts';
import { RegisterController } from './controllers/register.controller.ts';
import { RegistryController } from './controllers/registry.controller.ts';
import { ReportsController } from './controllers/reports.controller.ts';
import { RestatementsController } from './controllers/restatements.controller.ts';
import { SensitivityController } from './controllers/sensitivity.controller.ts';
import { TablesController } from './controllers/tables.controller.ts';
import type { EventLog } from './event-log.ts';
import { createInventory } from './inventory.ts';
import { ProblemFilter } from './problem.filter.ts';
import type { SelfMetrics } from './self-metrics.ts';
import {
  clockToken,
  eventsToken,
  inventoryToken,
  kpiToken,
  loggerToken,
  selfMetricsToken,
  storeToken,
} from './tokens.ts';

/** What the api is made of, each opened by whoever starts it. */
export interface ApiParts {
  readonly store: Store;
  readonly kpi: Kpi;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly events: EventLog;
  readonly selfMetrics: SelfMetrics;
}

@Module({})
// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class that only carries its decorator
class ApiModule {}

/** Wires the controllers to their parts. */
export const apiModule = ({ store, kpi, clock, logger, events, selfMetrics }: ApiParts): DynamicModule => ({
  module: ApiModule,
  controllers: [
    QueryController,
    ExplainController,
    LagProfileController,
    VerdictsController,
    ClaimsController,
    PrometheusController,
    InventoryController,
    RestatementsController,
    TablesController,
    SensitivityController,
    AttributionController,
    BalanceController,
    ReconciliationController,
    ReportsController,
    AlertsController,
    EventsController,
    RegisterController,
    RegistryController,
    HealthController,
  ],
  providers: [
    { provide: storeToken, useValue: store },
    { provide: kpiToken, useValue: kpi },
    { provide: clockToken, useValue: clock },
    { provide: loggerToken, useValue: logger },
    { provide: eventsToken, useValue: events },
    { provide: selfMetricsToken, useValue: selfMetrics },
    { provide: inventoryToken, useFactory: () => createInventory({ store, clock }) },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
});
