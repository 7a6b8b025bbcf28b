import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createKpi } from '#kpi';
import { type Clock, type Logger, messageOf, PipelineError, type Stoppable, systemClock } from '#runtime';
import { createStore, migrate } from '#store';
import { deliveryTo } from './channels/index.ts';
import type { SchedulerConfig } from './config.ts';
import { Reporter } from './reporter.ts';
import { loadSchedule } from './schedule-file.ts';
import { schedulerModule } from './scheduler.module.ts';

export interface SchedulerApp extends Stoppable {
  /** Where /healthz is. */
  readonly url: string;
}

/** Issues and delivers reports until stopped. Throws `CONFIG_INVALID` with every fault of the schedule, `PORT_TAKEN`, or as the store. */
export async function startScheduler(
  config: SchedulerConfig,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<SchedulerApp> {
  const schedule = loadSchedule(config.SCHEDULE_FILE);
  const channels = new Map(schedule.channels.map((channel) => [channel.id, deliveryTo(channel)]));
  const store = createStore({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  });
  try {
    await migrate(store);
    const reporter = new Reporter({
      store,
      kpi: createKpi({ store, clock }),
      clock,
      logger,
      scheduled: schedule.reports,
      channels,
      graceMs: config.SCHEDULER_GRACE_S * 1000,
    });
    const app = await NestFactory.create<NestFastifyApplication>(
      schedulerModule({ reporter, logger }),
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
        // Who cannot say that it leaves is missed after two minutes.
        await reporter.stop().catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'left unsaid'));
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, { SCHEDULER_HOST, SCHEDULER_PORT }: SchedulerConfig): Promise<void> {
  try {
    await app.listen(SCHEDULER_PORT, SCHEDULER_HOST);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new PipelineError('PORT_TAKEN', `Port ${SCHEDULER_PORT} (SCHEDULER_PORT) is in use.`, { cause: error });
  }
}
