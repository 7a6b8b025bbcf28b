import { signalBounds } from '#catalogue';
import { schemaById } from '#contracts';
import { type Clock, type Logger, type Stoppable, systemClock } from '#runtime';
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

/** How the processor comes by what is around it. */
export interface ProcessorPorts {
  readonly createStore: typeof createStore;
  readonly openStream: typeof openStream;
  readonly openRollups: typeof openRollups;
  readonly clock: Clock;
  /** Finds the schema of a message. */
  readonly lookup: typeof schemaById;
}

const ownPorts: ProcessorPorts = { createStore, openStream, openRollups, clock: systemClock, lookup: schemaById };

/** Brings the store's tables up to date, joins the group and loads until stopped. */
export async function startProcessor(
  config: ProcessorConfig,
  logger: Logger,
  ports: Partial<ProcessorPorts> = {},
): Promise<ProcessorApp> {
  const { clock, lookup, ...open } = { ...ownPorts, ...ports };
  const store = open.createStore({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  });
  await migrate(store);
  const stream = await open.openStream({
    brokers: config.KAFKA_BROKERS,
    directory: config.STREAM_DIR,
    clientId: 'processor',
    logger,
  });
  const metrics = createSelfMetrics();
  const publishGraceMs = config.PROCESSOR_PUBLISH_GRACE_MS;
  const rollup = await open.openRollups({ store, siteFiles: config.SITE_FILE, clock, logger, publishGraceMs });
  const processor = new Processor({
    store,
    stream,
    rollup,
    lookup,
    clock,
    logger,
    metrics,
    bounds: signalBounds,
    partitions: config.STREAM_PARTITIONS,
    recomputeMs: config.PROCESSOR_RECOMPUTE_MS,
    publishEveryMs: config.PROCESSOR_PUBLISH_MS,
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
  const server = await serve({ host: config.PROCESSOR_HOST, port: config.PROCESSOR_PORT, processor, metrics, logger });
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
