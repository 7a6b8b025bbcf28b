import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { type Clock, type Logger, messageOf, PipelineError, type Stoppable, systemClock } from '#runtime';
import { migrate } from '#store';
import { Alerter } from './alerts/alerter.ts';
import { type Deliver, deliveryTo, tellerOf } from './channels/index.ts';
import { openStore, type SchedulerConfig } from './config.ts';
import { Lease } from './lease.ts';
import { PublicTables } from './public-tables.ts';
import { Reporter } from './reports/reporter.ts';
import { loadReports, loadRules, loadSchedule, type ScheduleFile, takesAlerts } from './schedule-file.ts';
import { schedulerModule } from './scheduler.module.ts';

export interface SchedulerApp extends Stoppable {
  /** Where /healthz is. */
  readonly url: string;
}

/** Issues and delivers reports and tells of alerts until stopped. Throws `CONFIG_INVALID` with every fault of the schedule, `PORT_TAKEN`, or as the store. */
export async function startScheduler(
  config: SchedulerConfig,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<SchedulerApp> {
  const schedule = loadSchedule(config.SCHEDULE_FILE);
  const alerting = alertingOf(schedule, config.SCHEDULE_FILE);
  const reports = loadReports(schedule, config.SCHEDULE_FILE);
  const deliveries = deliveriesOf(schedule);
  const store = openStore(config);
  try {
    await migrate(store);
    const lease = new Lease(store, config.SCHEDULER_LEASE_S);
    const parts = {
      store,
      kpi: createKpi({ store, clock, statistics: createStatistics(store) }),
      clock,
      logger,
      lease,
    };
    const graceMs = config.SCHEDULER_GRACE_S * 1000;
    const reporter = new Reporter({ ...parts, reports, scheduled: schedule.reports, channels: deliveries, graceMs });
    // Alerts first: a report may take a while.
    const tables = new PublicTables({ ...parts, tables: schedule.public_tables });
    const workers = [...(alerting ? [new Alerter({ ...parts, ...alerting })] : []), reporter, tables];
    const app = await NestFactory.create<NestFastifyApplication>(
      schedulerModule({ workers, logger }),
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false, abortOnError: false },
    );
    await listen(app, config);
    const address = app.getHttpServer().address();
    const port = typeof address === 'object' && address !== null ? address.port : config.SCHEDULER_PORT;
    return {
      url: `http://${config.SCHEDULER_HOST}:${port}`,
      stop: async () => {
        await app.close();
        // Who cannot say that it leaves is missed when its lease has run out.
        await lease.release().catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'left unsaid'));
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const deliveriesOf = ({ channels }: ScheduleFile): Map<string, Deliver> =>
  new Map(
    channels.flatMap((channel) => {
      const deliver = deliveryTo(channel);
      return deliver ? [[channel.id, deliver] as const] : [];
    }),
  );

/** What is needed to alert; undefined when nobody is to be told of anything. */
function alertingOf({ alerts, channels }: ScheduleFile, path: string) {
  if (!alerts) return undefined;
  const wanted = channels.filter(takesAlerts).filter(({ id }) => alerts.channels.includes(id));
  return {
    rules: loadRules(alerts, path),
    windows: alerts.maintenance,
    channels: new Map(wanted.map((channel) => [channel.id, tellerOf(channel, { baseUrl: alerts.base_url })])),
  };
}

async function listen(app: NestFastifyApplication, { SCHEDULER_HOST, SCHEDULER_PORT }: SchedulerConfig): Promise<void> {
  try {
    await app.listen(SCHEDULER_PORT, SCHEDULER_HOST);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new PipelineError('PORT_TAKEN', `Port ${SCHEDULER_PORT} (SCHEDULER_PORT) is in use.`, { cause: error });
  }
}
