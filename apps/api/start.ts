import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
import { createStore } from '#store';
import { openStream } from '#stream';
import { apiModule } from './api.module.ts';
import { type ApiConfig, isLoopbackName } from './config.ts';
import { bodyOf, type Parts } from './body.ts';
import { acceptsGzip, isCompressible } from './compression.ts';
import { EventLog } from './event-log.ts';
import { isMatch } from './etag.ts';
import { JsonParts } from './json-parts.ts';
import { plainProblem } from './problem.ts';
import { createSelfMetrics, type SelfMetrics } from './self-metrics.ts';

export interface Api {
  /** Where it listens. */
  readonly url: string;
  /** What it serves, such as `GET /v1/alerts`, with paths as Fastify writes them. */
  readonly paths: readonly string[];
  /** Lets running answers finish, then closes; safe to call twice. */
  stop(): Promise<void>;
}

interface ApiOptions {
  readonly config: ApiConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Lists of the register come whole. */
const maxCsvBytes = 8 * 1024 * 1024;

type Server = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/** Counts requests, and turns away those that were addressed to another name than this machine's own. */
function addHooks(server: Server, selfMetrics: SelfMetrics, clock: Clock): void {
  const started = new WeakMap<object, number>();
  server.addHook('onRequest', (request, reply, done) => {
    started.set(request, clock.monotonic());
    selfMetrics.received.inc({ route: request.routeOptions.url ?? 'unknown' });
    if (isLoopbackName(request.headers.host ?? '')) return done();
    selfMetrics.dropped.inc({ reason: 'host' });
    void reply
      .status(403)
      .header('content-type', 'application/problem+json')
      .send(plainProblem(403, 'This api serves its own machine only: use 127.0.0.1 or localhost.'));
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (reply.statusCode < 400) selfMetrics.sent.inc({ route });
    selfMetrics.duration.observe({ step: route }, (clock.monotonic() - (started.get(request) ?? 0)) / 1000);
    done();
  });
}

/** What is sent as a body; undefined where there is none. */
function partsOf(payload: unknown): Parts | undefined {
  if (payload instanceof JsonParts) return payload.written();
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : undefined;
}

/** Answers of the analysts' paths carry a tag: who has the same answer already is told so and not sent it again. */
const carriesTag = (url: string, { statusCode }: { readonly statusCode: number }): boolean =>
  url.startsWith('/v1/') && statusCode === 200;

/** Tags answers, and sends what grows small as gzip to whoever takes it. The tag is that of the body before, which is why it is a weak one. */
function addBodies(server: Server): void {
  server.addHook('onSend', async ({ url, headers }, reply, payload: unknown) => {
    const parts = partsOf(payload);
    if (parts === undefined) return payload;
    const mayShrink = isCompressible(String(reply.getHeader('content-type') ?? ''));
    if (mayShrink) void reply.header('vary', 'accept-encoding');
    const wanted = { isGzip: mayShrink && acceptsGzip(headers['accept-encoding']) };
    const isTagged = carriesTag(url, reply);
    const known = isTagged ? headers['if-none-match'] : undefined;
    // Who may have it already is most often only told so: nothing is compressed for that.
    let body = await bodyOf(parts, known === undefined ? wanted : { isGzip: false });
    if (isTagged) void reply.header('etag', body.etag);
    if (isMatch(known, body.etag)) {
      void reply.status(304);
      return '';
    }
    if (known !== undefined && wanted.isGzip) body = await bodyOf(body.bytes, wanted);
    if (body.isGzip) void reply.header('content-encoding', 'gzip');
    void reply.removeHeader('content-length');
    return body.bytes;
  });
}

const eventLogOf = (config: ApiConfig, clock: Clock, logger: Logger): EventLog =>
  new EventLog({
    open: () => openStream({ brokers: config.KAFKA_BROKERS, directory: config.STREAM_DIR, clientId: 'api', logger }),
    partitions: config.STREAM_PARTITIONS,
    clock,
  });

async function listen(app: NestFastifyApplication, { API_HOST, API_PORT }: ApiConfig): Promise<string> {
  try {
    await app.listen(API_PORT, API_HOST);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new PipelineError(
      'PORT_TAKEN',
      `API_PORT: port ${API_PORT} of ${API_HOST} is in use; stop the process that has it, or choose another port`,
      {
        cause: error,
        details: { port: API_PORT },
      },
    );
  }
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : API_PORT;
  return `http://${API_HOST.includes(':') ? `[${API_HOST}]` : API_HOST}:${port}`;
}

/** Opens the store and serves the api. Throws `PORT_TAKEN` when the port is in use. */
export async function startApi({ config, clock, logger }: ApiOptions): Promise<Api> {
  const store = createStore({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  });
  const thresholds = { ok: config.KPI_COVERAGE_OK, partial: config.KPI_COVERAGE_PARTIAL };
  const kpi = createKpi({
    store,
    clock,
    thresholds,
    maxRows: config.KPI_MAX_ROWS,
    statistics: createStatistics(store),
  });
  const selfMetrics = createSelfMetrics();
  const events = eventLogOf(config, clock, logger);
  const app = await NestFactory.create<NestFastifyApplication>(
    apiModule({ store, kpi, clock, logger, events, selfMetrics }),
    new FastifyAdapter({ forceCloseConnections: 'idle' }),
    { logger: false, abortOnError: false },
  );
  const server = app.getHttpAdapter().getInstance();
  const paths: string[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD') paths.push(`${String(method)} ${url}`);
  });
  addHooks(server, selfMetrics, clock);
  server.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: maxCsvBytes }, (_, body, done) =>
    done(null, body),
  );
  addBodies(server);
  const close = async (): Promise<void> => {
    await app.close();
    await events.stop();
    await store.close();
  };
  try {
    const url = await listen(app, config);
    let stopping: Promise<void> | undefined;
    return { url, paths, stop: () => (stopping ??= close()) };
  } catch (error) {
    await close().catch((reason: unknown) => logger.warn({ error: messageOf(reason) }, 'did not close'));
    throw error;
  }
}
