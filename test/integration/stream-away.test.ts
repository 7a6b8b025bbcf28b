import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openRecorder, type PollSource, type Recorder, type Sender, startSender } from '../../apps/collector/index.ts';
import { flag } from '#contracts';
import { type Clock, Retriable, silentLogger, systemClock } from '#runtime';
import type { Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { byDevice, decodeBatch, meterPoll, meterRows, totalOf } from '../support/spooled.ts';

const topic = 'telemetry.meter';
const source: PollSource = { site: 'site-1', deviceClass: 'meter', pollMs: 5_000 };
const devices = Array.from({ length: 240 }, (_, i) => `meter-${i}`);
const rounds = 720;
/** So many bytes come in in a quarter of the hour, about. */
const spoolBytes = 1_500_000;
/** In this round the process is replaced, and from it on the last device does not answer any more. */
const killedIn = 500;

let directory = '';
let stream: Stream;
let isAway = false;
let now = 1_760_000_000_000;
const clock: Clock = { ...systemClock, now: () => now, sleep: (_, signal) => systemClock.sleep(1, signal) };

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coload-away-'));
  stream = openEmbeddedStream({ directory: join(directory, 'stream'), logger: silentLogger });
  await stream.ensureTopics([{ topic, partitions: 1 }]);
});

afterEach(async () => {
  await stream.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function startCollector(): Promise<{ recorder: Recorder; sender: Sender }> {
  const options = { collector: 'c1', clock, logger: silentLogger };
  const recorder = await openRecorder({ ...options, directory: join(directory, 'spool'), spoolBytes });
  const append: Stream['append'] = async (...records) => {
    if (isAway) throw new Retriable('STREAM_UNAVAILABLE', 'away');
    return stream.append(...records);
  };
  return { recorder, sender: startSender({ spool: recorder.spool, stream: { append }, clock, logger: silentLogger }) };
}

/** What the counter of a device shows in a round: its own rate, and a bit more now and then. */
const shown = (device: number, round: number): number => 7 * round * (device + 1) + Math.floor(round / 9);

test('an hour without the stream: the spool stops at its bound, and afterwards the stream has everything, in order, with exact totals', async () => {
  let { recorder, sender } = await startCollector();
  const first = now;
  const largest = { bytes: 0, growth: 0 };
  let merged = 0;
  for (let round = 0; round <= rounds; round++) {
    now = first + round * source.pollMs;
    isAway = round > 10;
    if (round === killedIn) {
      await sender.stop();
      ({ recorder, sender } = await startCollector());
    }
    const answering = round < killedIn ? devices : devices.slice(0, -1);
    const polls = answering.map((device, i) => meterPoll(device, now, shown(i, round)));
    const before = recorder.spool.bytes;
    const recorded = await recorder.record([{ source, polls }]);
    merged += recorded.merged;
    largest.growth = Math.max(largest.growth, recorder.spool.bytes - before);
    largest.bytes = Math.max(largest.bytes, recorder.spool.bytes);
    if (round > killedIn) expect(recorded).toMatchObject({ rows: 0, merged: answering.length });
  }
  expect(largest.bytes).toBeGreaterThan((7 / 8) * spoolBytes);
  expect(largest.bytes).toBeLessThanOrEqual(spoolBytes + largest.growth);
  expect(recorder.heldReadings).toBe(devices.length);

  isAway = false;
  while (recorder.heldReadings > 0 || recorder.spool.bytes > 0) await systemClock.sleep(5);
  await sender.stop();
  await recorder.stop();

  const messages = await stream.read(topic, 0, 0n, { messages: 1e6, bytes: 1e9 });
  const sequences = messages.map((message) => decodeBatch(message)['sequence']);
  expect(sequences).toEqual(sequences.map((_, i) => i + 1));
  const rows = meterRows(messages);
  const own = byDevice(rows);
  for (const [i, device] of devices.entries()) {
    const last = i < devices.length - 1 ? rounds : killedIn - 1;
    const each = own.get(device) ?? [];
    expect(totalOf(each, 'importJ')).toBe(shown(i, last) - shown(i, 0));
    expect(totalOf(each, 'observedMs')).toBe(last * source.pollMs);
    expect([each[0]?.startedAt, each.at(-1)?.endedAt]).toEqual([first, first + last * source.pollMs]);
    expect(each.slice(1).map(({ startedAt }) => startedAt)).toEqual(each.slice(0, -1).map(({ endedAt }) => endedAt));
    expect(each.filter(({ flags }) => flags & flag.merged)).toHaveLength(1);
  }
  const polls = rounds * devices.length - (rounds - killedIn + 1);
  expect(rows.length).toBe(polls - merged);
}, 300_000);
