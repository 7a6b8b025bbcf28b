import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayMs, topicNames } from '#contracts';
import { createLogger, systemClock } from '#runtime';
import { openStream, type Stream } from '#stream';
import { openRecorder, startSender } from '../../apps/collector/index.ts';
import { createSite } from '../../apps/simulator/index.ts';
import { backfill } from '../../apps/standalone/backfill.ts';
import { createTruth } from '../../apps/standalone/truth.ts';
import { siteOf } from './dataset.ts';

/**
 * The backfill of the demo alone: simulated answers → readings → batches → spool → stream, without engine and processor. Prints one JSON line;
 * `sha256` is of all batches, so that a change that should only be faster shows that it is only that.
 * `node --max-semi-space-size=64 --conditions source --import ./test/support/typescript.mjs test/load/backfill-speed.ts [days]`
 */
const devices = 240;
const pollMs = 300_000;
const days = Number(process.argv[2] ?? 7);
const start = Date.UTC(2026, 0, 5);
const until = start + days * dayMs;

/** The same directory contents give the same hash, whatever was drawn when it was made. */
async function hashOf(stream: Stream, incarnation: string): Promise<string> {
  const hash = createHash('sha256');
  for (const topic of topicNames) {
    for (const { partition, first, next } of await stream.bounds(topic)) {
      for (let from = first; from < next;) {
        const messages = await stream.read(topic, partition, from, { messages: 500, bytes: 32e6 });
        for (const { offset, key, value } of messages) {
          value.fill(0, value.indexOf(incarnation), value.indexOf(incarnation) + incarnation.length);
          hash.update(`${topic} ${partition} ${offset} ${key ?? ''} ${value.length} `).update(value);
          from = offset + 1n;
        }
      }
    }
  }
  return hash.digest('hex');
}

const directory = mkdtempSync(join(tmpdir(), 'coload-backfill-'));
const clock = { ...systemClock, now: () => until };
const logger = createLogger('backfill-speed');
const stream = await openStream({ brokers: undefined, directory: join(directory, 'stream'), clientId: 'b', logger });
await stream.ensureTopics(topicNames.map((topic) => ({ topic, partitions: 1 })));
const recorder = await openRecorder({ directory: join(directory, 'spool'), collector: 'collector-1', clock, logger });
const sender = startSender({ spool: recorder.spool, stream, clock, logger });
const model = createSite({ seed: 1, site: 'sim-1', devices, start, tickMs: pollMs });
const truth = createTruth(model);
const { site } = siteOf(model);
const began = { at: performance.now(), cpu: process.cpuUsage() };
const { readings } = await backfill({
  model,
  site,
  recorder,
  sender,
  process: 'backfill',
  until,
  pollMs,
  onProgress: () => truth.sample(),
});
const seconds = (performance.now() - began.at) / 1000;
const { user, system } = process.cpuUsage(began.cpu);
await sender.stop();
const sha256 = await hashOf(stream, recorder.spool.incarnation);
const truths = createHash('sha256')
  .update(JSON.stringify(truth.metrics(5_000, pollMs)))
  .digest('hex');
await recorder.stop();
await stream.stop();
rmSync(directory, { recursive: true });
const rounded = (value: number): number => Math.round(value * 100) / 100;
const result = {
  readings,
  seconds: rounded(seconds),
  us_per_reading: rounded((seconds * 1e6) / readings),
  cpu_us_per_reading: rounded((user + system) / readings),
  sha256,
  truths,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
