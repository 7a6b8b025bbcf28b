import { signalBounds } from '#catalogue';
import { type Logger, type Stoppable, systemClock } from '#runtime';
import { createStore, migrate } from '#store';
import { openStream } from '#stream';
import type { ProcessorConfig } from './config.ts';
import { Processor } from './processor.ts';
import { openRollups } from './rollups.ts';
import { createSelfMetrics } from './self-metrics.ts';
import { serve } from './server.ts';

export interface ProcessorApp extends Stoppable {
  /** Where /healthz, /readyz and /metrics are. */
  readonly url: string;
}

/** Brings the store's tables up to date, joins the group and loads until stopped. */
export async function startProcessor(config: ProcessorConfig, logger: Logger): Promise<ProcessorApp> {
  const clock = systemClock;
  const store = createStore({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  });
  await migrate(store);
  const stream = await openStream({
    brokers: config.KAFKA_BROKERS,
    directory: config.STREAM_DIR,
    clientId: 'processor',
    logger,
  });
  const metrics = createSelfMetrics();
  const rollup = await openRollups({ store, siteFiles: config.SITE_FILE, clock, logger });
  const processor = new Processor({
    store,
    stream,
    rollup,
    clock,
    logger,
    metrics,
    bounds: signalBounds,
    partitions: config.STREAM_PARTITIONS,
    recomputeMs: config.PROCESSOR_RECOMPUTE_MS,
    stallMs: 2 * Math.max(config.PROCESSOR_RETRY_MS, config.PROCESSOR_SCHEMA_RETRY_MS),
    block: {
      rows: config.PROCESSOR_BLOCK_ROWS,
      bytes: config.PROCESSOR_BLOCK_BYTES,
      latencyMs: config.PROCESSOR_BLOCK_MS,
    },
    limits: {
      maxRows: config.PROCESSOR_BLOCK_ROWS,
      retryMs: config.PROCESSOR_RETRY_MS,
      schemaRetryMs: config.PROCESSOR_SCHEMA_RETRY_MS,
    },
  });
  const server = await serve({ host: config.PROCESSOR_HOST, port: config.PROCESSOR_PORT, processor, metrics });
  await processor.start();
  return {
    url: server.url,
    stop: async () => {
      await processor.stop();
      await server.stop();
      await stream.stop();
      await store.close();
    },
  };
}
