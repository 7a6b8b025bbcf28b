import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { stringify } from 'yaml';
import { loadSite } from '#register';
import { createLogger, messageOf, readConfig, stopOnSignal, systemClock } from '#runtime';
import { openStream } from '#stream';
import { openRecorder, startSender } from '../collector/index.ts';
import { createSite, type SimulatedEvent, startSimulator } from '../simulator/index.ts';
import { backfill } from './backfill.ts';
import { createTruth } from './truth.ts';

const config = readConfig(
  z.object({
    DEMO_SEED: z.coerce.number().int().default(1),
    DEMO_DEVICES: z.coerce.number().int().min(12).default(240),
    DEMO_SITES: z.coerce.number().int().min(1).max(20).default(1),
    DEMO_START: z.coerce.number().int().describe('first poll, UTC ms'),
    DEMO_UNTIL: z.coerce.number().int().describe('last poll of the backfill, UTC ms'),
    DEMO_POLL_MS: z.coerce.number().int().positive().default(300_000),
    DEMO_DIR: z.string().describe('where site files are written'),
    DEMO_EVENTS: z
      .string()
      .default('[]')
      .describe(
        'what happens besides what comes of itself: a list of simulated events as JSON, times from the start in ms',
      ),
    DEMO_ANSWERS: z
      .string()
      .optional()
      .describe('file to which each answer and each row of a feed is written as sent, a line of JSON each'),
    DEMO_PLANT: z.stringbool().default(false).describe('whether the first site has a solar plant'),
    DEMO_INCIDENTS: z.stringbool().default(true).describe('whether things happen of themselves'),
    DEMO_LIVE_POLL_S: z.coerce.number().positive().default(5),
    COLLECTOR_DIR: z.string(),
    STREAM_DIR: z.string().optional(),
    KAFKA_BROKERS: z.string().optional(),
  }),
);

const logger = createLogger('demo-site');
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

// Until it goes live the site stands where its model stands; its servers listen, and nobody asks them.
let isLive = false;
const models = Array.from({ length: config.DEMO_SITES }, (_, index) =>
  createSite({
    seed: config.DEMO_SEED,
    site: `sim-${index + 1}`,
    devices: config.DEMO_DEVICES,
    start: config.DEMO_START,
    hasIncidents: config.DEMO_INCIDENTS,
    hasPlant: config.DEMO_PLANT && index === 0,
  }),
);
for (const event of JSON.parse(config.DEMO_EVENTS) as SimulatedEvent[]) {
  for (const model of models) model.play({ ...event, at: config.DEMO_START + event.at });
}
const clock = {
  ...systemClock,
  now: (): number => (isLive ? systemClock.now() : Math.min(...models.map((model) => model.now()))),
};
const simulator = await startSimulator({ models, clock, pollSeconds: config.DEMO_LIVE_POLL_S });
stopOnSignal(simulator, logger);
mkdirSync(config.DEMO_DIR, { recursive: true });
const files = simulator.sites.map(({ model, file }) => {
  const path = join(config.DEMO_DIR, `${model.site}.yaml`);
  writeFileSync(path, stringify(file));
  return path;
});
const truths = models.map((model) => createTruth(model));

/** Registers as a plain list. */
const plainRegisters = (_key: string, value: unknown): unknown => (value instanceof Uint16Array ? [...value] : value);

async function runBackfill(): Promise<void> {
  const stream = await openStream({
    brokers: config.KAFKA_BROKERS,
    directory: config.STREAM_DIR ?? '.coload/stream',
    clientId: 'backfill',
    logger,
  });
  const recorder = await openRecorder({
    directory: config.COLLECTOR_DIR,
    collector: 'collector-1',
    clock: systemClock,
    logger,
  });
  const sender = startSender({ spool: recorder.spool, stream, clock: systemClock, logger });
  const answers = config.DEMO_ANSWERS === undefined ? undefined : createWriteStream(config.DEMO_ANSWERS);
  const write = (line: object): void => void answers?.write(`${JSON.stringify(line, plainRegisters)}\n`);
  let readings = 0;
  const startedAt = performance.now();
  for (const [index, model] of models.entries()) {
    const before = readings;
    model.setTick(config.DEMO_POLL_MS);
    const done = await backfill({
      model,
      site: loadSite(files[index] ?? ''),
      recorder,
      sender,
      process: 'backfill',
      until: config.DEMO_UNTIL,
      pollMs: config.DEMO_POLL_MS,
      onProgress: ({ at, readings: made }) => {
        truths[index]?.sample();
        const share = (index + (at - config.DEMO_START) / (config.DEMO_UNTIL - config.DEMO_START)) / models.length;
        say({ progress: Math.min(1, share), readings: before + made });
      },
      ...(answers && {
        onAnswer: (at, device, answer) => write({ site: model.site, at, device, answer }),
        onRows: ({ topic, rows }) => write({ site: model.site, topic, rows: rows.map(({ row }) => row) }),
      }),
    });
    readings += done.readings;
    model.setTick(5_000);
  }
  await new Promise<void>((resolve) => (answers ? answers.end(resolve) : resolve()));
  await sender.stop();
  await recorder.stop();
  await stream.stop();
  say({ backfilled: true, readings, seconds: (performance.now() - startedAt) / 1000 });
}

process.on('message', (message: { type?: unknown }) => {
  if (message.type === 'backfill') {
    runBackfill().catch((error: unknown) => {
      logger.fatal({ error: messageOf(error) }, 'backfill failed');
      process.exit(1);
    });
  } else if (message.type === 'live') isLive = true;
  else if (message.type === 'truth')
    say({ truth: truths.map((truth) => truth.metrics(config.DEMO_LIVE_POLL_S * 1000, config.DEMO_POLL_MS)) });
});
say({ ready: true, app: 'demo-site', files, url: simulator.controlUrl });
