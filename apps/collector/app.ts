import { randomUUID } from 'node:crypto';
import { dayMs } from '#contracts';
import { readDevice } from '#devices';
import { loadSites, type Site } from '#register';
import { type Clock, type Logger, PipelineError, type Stoppable, systemClock } from '#runtime';
import { openStream, type Stream } from '#stream';
import { Bodies } from './bodies.ts';
import type { CollectorConfig } from './config.ts';
import { Feeds } from './feeds.ts';
import { Intake } from './intake.ts';
import { LabelRuns } from './label-runs.ts';
import { Poller } from './poller.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { countRecorded, createSelfMetrics, type SelfMetrics } from './self-metrics.ts';
import { type Sender, startSender } from './sender.ts';
import { serve, type Spooled } from './server.ts';
import type { Progress } from './source.ts';
import { targetsOf } from './targets.ts';
import { withTopics } from './topics.ts';

export interface CollectorApp extends Stoppable {
  /** Where /healthz, /devices and /metrics are. */
  readonly url: string;
}

/** How long a stop waits for the stream to take what is spooled; the rest is sent after the next start. */
const drainMs = 5_000;
/** Polls that may wait for the disk, in poll rounds. */
const intakeRounds = 4;

interface Parts {
  readonly config: CollectorConfig;
  readonly sites: readonly Site[];
  readonly recorder: Recorder;
  readonly bodies: Bodies;
  readonly metrics: SelfMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onLost: (error: PipelineError) => void;
}

/** How the collector comes by what is around it. */
export interface CollectorPorts {
  readonly openRecorder: typeof openRecorder;
  readonly openStream: typeof openStream;
  readonly clock: Clock;
}

const ownPorts: CollectorPorts = { openRecorder, openStream, clock: systemClock };

const progressOf = (recorder: Recorder): Progress => ({
  read: (name) => recorder.progressOf(name),
  keep: (name, text) => recorder.keepProgress(name, text),
});

function createPolling({ config, sites, recorder, metrics, clock, logger, onLost }: Parts): {
  poller: Poller;
  intake: Intake;
} {
  const pollMs = config.POLL_SECONDS === undefined ? undefined : config.POLL_SECONDS * 1000;
  const targets = sites.flatMap((site) => targetsOf(site, pollMs));
  const intake = new Intake({
    record: (polled) => recorder.record(polled),
    clock,
    logger,
    lingerMs: config.COLLECTOR_LINGER_MS,
    capacity: intakeRounds * targets.length,
    onRecorded: (recorded, seconds) => {
      countRecorded(metrics, recorded);
      metrics.steps.observe({ step: 'record' }, seconds);
    },
    onDropped: (reason, polls) => metrics.dropped.inc({ reason }, polls),
    onError: (code) => metrics.errors.inc({ code }),
    onLost,
  });
  const labelRuns = new LabelRuns({
    progress: progressOf(recorder),
    record: (rows) => recorder.recordRows(rows),
    onRecorded: (recorded) => countRecorded(metrics, recorded),
    logger,
  });
  const poller = new Poller({
    targets,
    read: (device, signal) => readDevice(device, { signal, clock }),
    onPolled: (polled) => intake.add(polled),
    onAnswered: ({ device, source }, units, at) => void labelRuns.note(source.site, device, units, at),
    onOutcome: (kind, outcome, seconds, units) => {
      metrics.polls.inc({ kind, outcome });
      metrics.steps.observe({ step: 'ask' }, seconds);
      if (outcome === 'ok') metrics.received.inc({ kind }, units);
      else metrics.errors.inc({ code: outcome });
    },
    clock,
    logger,
    process: randomUUID(),
  });
  return { poller, intake };
}

const createFeeds = ({ sites, recorder, bodies, metrics, clock, logger }: Parts): Feeds =>
  new Feeds({
    sites,
    record: (rows) => recorder.recordRows(rows),
    isRecorded: (named) => recorder.isRecorded(named),
    progress: progressOf(recorder),
    bodies,
    onRecorded: (recorded) => countRecorded(metrics, recorded),
    onOutcome: (outcome) => {
      if (outcome !== 'ok') metrics.errors.inc({ code: outcome });
    },
    clock,
    logger,
  });

const spooledOf = ({ config, recorder }: Parts): Spooled => ({
  spooledBytes: recorder.spool.bytes,
  spoolBytes: config.COLLECTOR_SPOOL_BYTES,
  heldReadings: recorder.heldReadings,
});

const createSender = ({ config, recorder, metrics, clock, logger, onLost }: Parts, stream: Stream): Sender =>
  startSender({
    spool: recorder.spool,
    stream: withTopics(stream, config.STREAM_PARTITIONS),
    clock,
    logger,
    onSent: (topic, { rows }) => metrics.sent.inc({ topic }, rows),
    onError: (error) => {
      metrics.errors.inc({ code: error instanceof PipelineError ? error.code : 'UNKNOWN' });
      if (error instanceof PipelineError && error.code === 'OWNER_LOST') onLost(error);
    },
  });

/** Polls the sites' devices and feeds and sends what they say to the stream until stopped. `onLost` tells that it cannot go on. */
export async function startCollector(
  config: CollectorConfig,
  logger: Logger,
  onLost: (error: PipelineError) => void,
  ports: Partial<CollectorPorts> = {},
): Promise<CollectorApp> {
  const { clock, ...open } = { ...ownPorts, ...ports };
  const sites = loadSites(config.SITE_FILE);
  const recorder = await open.openRecorder({
    directory: config.COLLECTOR_DIR,
    collector: config.COLLECTOR_NAME,
    clock,
    logger,
    spoolBytes: config.COLLECTOR_SPOOL_BYTES,
  });
  const bodies = new Bodies({
    directory: config.COLLECTOR_DIR,
    maxBytes: config.COLLECTOR_BODY_BYTES,
    maxAgeMs: config.COLLECTOR_BODY_DAYS * dayMs,
    clock,
    logger,
  });
  const { spool } = recorder;
  const stream = await open.openStream({
    brokers: config.KAFKA_BROKERS,
    directory: config.STREAM_DIR,
    clientId: config.COLLECTOR_NAME,
    logger,
  });
  const metrics = createSelfMetrics(() => spool.bytes);
  const parts: Parts = { config, sites, recorder, bodies, metrics, clock, logger, onLost };
  const { poller, intake } = createPolling(parts);
  const feeds = createFeeds(parts);
  const server = await serve({
    host: config.COLLECTOR_HOST,
    port: config.COLLECTOR_PORT,
    registry: metrics.registry,
    devices: () => poller.devices(),
    feeds: () => feeds.feeds(),
    spooled: () => spooledOf(parts),
  });
  const sender = createSender(parts, stream);
  poller.start();
  feeds.start();
  const stop = async (): Promise<void> => {
    await Promise.all([poller.stop(), feeds.stop()]);
    await intake.drained();
    const late = new AbortController();
    await Promise.race([sender.drained(), clock.sleep(drainMs, late.signal)]);
    late.abort();
    await sender.stop();
    await recorder.stop();
    await bodies.stop();
    await stream.stop();
    await server.stop();
  };
  let stopped: Promise<void> | undefined;
  return { url: server.url, stop: () => (stopped ??= stop()) };
}
