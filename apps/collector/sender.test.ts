import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Topic } from '#contracts';
import { PipelineError, Retriable, silentLogger, systemClock } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';
import { withTopics } from './topics.ts';
import { startSender } from './sender.ts';
import { Spool } from './spool.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coload-sender-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (spool: Spool, topic: Topic, numbers: readonly number[]): Promise<void> =>
  spool.commit({
    states: new Map(),
    held: new Map(),
    hashes: new Map(),
    sequences: new Map(),
    batches: numbers.map((number) => ({ topic, key: 'site-1', rows: 1, value: Buffer.from(String(number)) })),
  });

test('what was spooled before a restart goes to the stream first, in order, and is then forgotten', async () => {
  const before = await Spool.open(join(directory, 'spool'));
  await put(before, 'telemetry.asic', [1, 2, 3]);
  await before.close();
  const spool = await Spool.open(join(directory, 'spool'));
  const stream = openEmbeddedStream({ directory: join(directory, 'stream'), logger: silentLogger });
  const sender = startSender({ spool, stream: withTopics(stream, 1), clock: systemClock, logger: silentLogger });
  await put(spool, 'telemetry.meter', [7]);
  await put(
    spool,
    'telemetry.asic',
    Array.from({ length: 300 }, (_, i) => 4 + i),
  );
  await sender.drained();
  const read = async (topic: Topic): Promise<string[]> =>
    (await stream.read(topic, 0, 0n, { messages: 1000, bytes: 1e9 })).map(({ value }) => value.toString());
  expect(await read('telemetry.asic')).toEqual(Array.from({ length: 303 }, (_, i) => String(i + 1)));
  expect(await read('telemetry.meter')).toEqual(['7']);
  expect(spool.bytes).toBe(0);
  expect(spool.oldest({ batches: 1, bytes: 1 })).toEqual([]);
  await sender.stop();
  await stream.stop();
  await spool.close();
});

test('a stream that is away for one topic holds that topic back, never changes its order, and costs the others nothing', async () => {
  const spool = await Spool.open(join(directory, 'spool'));
  const taken: string[] = [];
  let refusals = 2;
  const errors: unknown[] = [];
  const sender = startSender({
    spool,
    stream: {
      append: async (topic, records) => {
        if (topic === 'telemetry.asic' && refusals > 0) {
          refusals -= 1;
          throw new Retriable('STREAM_UNAVAILABLE', 'away');
        }
        taken.push(...records.map(({ value }) => `${topic} ${Buffer.from(value).toString()}`));
        return records.map((_, i) => ({ partition: 0, offset: BigInt(i) }));
      },
    },
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    logger: silentLogger,
    onError: (error) => errors.push(error),
  });
  await put(spool, 'telemetry.asic', [1, 2]);
  await put(spool, 'telemetry.meter', [1]);
  await put(spool, 'telemetry.asic', [3]);
  await sender.drained();
  const asic = taken.filter((each) => each.includes('asic'));
  expect(asic).toEqual(['telemetry.asic 1', 'telemetry.asic 2', 'telemetry.asic 3']);
  expect(taken.filter((each) => each.includes('meter'))).toEqual(['telemetry.meter 1']);
  expect(errors).toHaveLength(2);
  await sender.stop();
  await spool.close();
});

test('a batch that was appended but not acknowledged is sent again', async () => {
  const spool = await Spool.open(join(directory, 'spool'));
  const taken: string[] = [];
  const sender = startSender({
    spool,
    stream: {
      append: async (_, records) => {
        taken.push(...records.map(({ value }) => Buffer.from(value).toString()));
        if (taken.length === 2) throw new Retriable('STREAM_UNAVAILABLE', 'the answer was lost');
        return [];
      },
    },
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    logger: silentLogger,
  });
  await put(spool, 'telemetry.asic', [1, 2]);
  await sender.drained();
  expect(taken).toEqual(['1', '2', '1', '2']);
  await sender.stop();
  await spool.close();
});

test('what the stream has is not appended again while the disk refuses to forget it', async () => {
  const spool = await Spool.open(join(directory, 'spool'));
  const taken: string[] = [];
  const errors: unknown[] = [];
  const forget = spool.forget.bind(spool);
  spool.forget = (entries) =>
    errors.length < 3 ? Promise.reject(new PipelineError('SPOOL_UNAVAILABLE', 'the disk is full')) : forget(entries);
  const sender = startSender({
    spool,
    stream: {
      append: async (_, records) => {
        taken.push(...records.map(({ value }) => Buffer.from(value).toString()));
        return [];
      },
    },
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    logger: silentLogger,
    onError: (error) => errors.push(error),
  });
  await put(spool, 'telemetry.asic', [1, 2]);
  await sender.drained();
  expect(taken).toEqual(['1', '2']);
  expect(errors).toHaveLength(3);
  await sender.stop();
  await spool.close();
});
