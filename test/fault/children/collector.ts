import { createLogger, readConfig, stopOnSignal } from '#runtime';
import { openStream, type Stream } from '#stream';
import { startCollector } from '../../../apps/collector/app.ts';
import { collectorConfig } from '../../../apps/collector/config.ts';
import { openRecorder } from '../../../apps/collector/recorder.ts';
import type { Commit, Spool } from '../../../apps/collector/spool.ts';
import { around, broken, reach } from './points.ts';
import { shiftedClock, stepClock } from './shifted-clock.ts';

/** The collector as it is, with named points around what it writes and, where asked for, a broken promise. */

/** Saves how far it has polled first and what it has read later, as a collector does without a transaction over both. */
async function saveBeforeAppend(commit: Spool['commit'], all: Commit): Promise<void> {
  reach('before poll');
  await commit({ ...all, batches: [], sequences: new Map() });
  reach('during poll');
  await commit({ ...all, states: new Map(), held: new Map(), hashes: new Map() });
  reach('after poll');
}

function addPoints(spool: Spool): void {
  const commit = spool.commit.bind(spool);
  const forget = spool.forget.bind(spool);
  const isBroken = broken === 'save-before-append';
  spool.commit = (all) => (isBroken ? saveBeforeAppend(commit, all) : around('poll', () => commit(all)));
  spool.forget = (entries) => around('forget', () => forget(entries));
}

const streamWithPoints = (stream: Stream): Stream => ({
  ensureTopics: (topics) => stream.ensureTopics(topics),
  append: (topic, records) => around('append', () => stream.append(topic, records)),
  bounds: (topic) => stream.bounds(topic),
  committed: (group, topic) => stream.committed(group, topic),
  read: (...args) => stream.read(...args),
  join: (options) => stream.join(options),
  stop: () => stream.stop(),
});

const config = readConfig(collectorConfig);
const logger = createLogger('collector', config.LOG_LEVEL);
const onLost = (error: Error): never => {
  logger.fatal(error.message);
  return process.exit(2);
};
const app = await startCollector(config, logger, onLost, {
  clock: shiftedClock,
  openRecorder: async (options) => {
    const recorder = await openRecorder(options);
    addPoints(recorder.spool);
    return recorder;
  },
  openStream: async (options) => streamWithPoints(await openStream(options)),
});
stopOnSignal(app, logger);
// A line of stdin is the number of ms by which the wall clock is off from now on.
process.stdin.on('data', (chunk: Buffer) => stepClock(Number(chunk.toString().trim())));
process.stdin.unref();
process.stdout.write(`${JSON.stringify({ ready: true, app: 'collector', url: app.url })}\n`);
