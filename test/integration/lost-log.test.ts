import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { deadTopic, type Topic, topicNames } from '#contracts';
import { silentLogger, systemClock } from '#runtime';
import { createStore, integer, migrate, type Store } from '#store';
import { partitionOf, type Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import {
  type Child,
  defaultPartitions,
  runCoload,
  type Stack,
  startProcessor,
  startStack,
  until,
} from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const site = 'site-1';
const partition = partitionOf(site, defaultPartitions);
const now = systemClock.now();

let stack: Stack;
/** The stream as it is after its directory was deleted. */
let later: Stream;
let laterDirectory: string;
let processor: Child | undefined;

beforeAll(async () => {
  stack = await startStack();
  laterDirectory = join(stack.directory, 'stream-later');
  later = openEmbeddedStream({ directory: laterDirectory, logger: silentLogger });
  const names = topicNames.flatMap((name) => [name, deadTopic(name)]);
  await later.ensureTopics(names.map((name) => ({ topic: name, partitions: defaultPartitions })));
});

afterAll(async () => {
  await processor?.kill('SIGTERM');
  await later?.stop();
  await stack?.stop();
});

const send = async (stream: Stream, ...sequences: number[]): Promise<unknown> =>
  stream.append(
    topic,
    sequences.map((sequence) => ({ key: site, value: encodeBatch(topic, asicBatch({ now, sequence, site })) })),
  );

/** Rows by generation of the log and sequence. */
async function stored(store: Store = stack.store): Promise<string[]> {
  const sql = `SELECT src_log AS log, sequence, count() AS n FROM reading_asic GROUP BY log, sequence ORDER BY log, sequence`;
  const rows = await store.query(sql, { schema: z.object({ log: z.number(), sequence: integer, n: integer }) });
  return rows.map(({ log, sequence, n }) => `log ${log} batch ${sequence}: ${n}`);
}

const health = async (): Promise<{ status: number; partitions: unknown[] }> => {
  const response = await fetch(`${processor?.url}/healthz`);
  return { status: response.status, ...((await response.json()) as { partitions: unknown[] }) };
};

/** Runs `coload stream adopt` as an operator who has the settings of the processor. */
const adopt = (...args: string[]): ReturnType<typeof runCoload> =>
  runCoload(stack, ['stream', 'adopt', ...args], { STREAM_DIR: laterDirectory });

test('a processor stops at a log that is not the one it loaded, and says which', async () => {
  await send(stack.stream, 1, 2);
  processor = await startProcessor(stack);
  await until('both are stored', async () => (await stored()).length === 2);
  await processor.kill('SIGTERM');
  // The collector had not heard that the second was taken, and goes on.
  await send(later, 2, 3);
  processor = await startProcessor(stack, { STREAM_DIR: laterDirectory });
  await until('it stopped', async () => (await health()).status === 503);
  expect((await health()).partitions).toContainEqual(
    expect.objectContaining({
      partition,
      state: 'stopped',
      code: 'STREAM_LOST',
      reason: expect.stringContaining(topic),
    }),
  );
  expect(await stored()).toEqual(['log 1 batch 1: 3', 'log 1 batch 2: 3']);
});

test('after it is adopted the processor goes on by itself, and what was sent again is not stored twice', async () => {
  const adopted = await adopt('--note', 'disk was replaced');
  expect(adopted).toMatchObject({ code: 0 });
  expect(JSON.parse(adopted.stdout)).toMatchObject({
    topic,
    generation: 2,
    reasons: [expect.stringContaining('offset 1')],
  });
  await until('it goes on', async () => (await health()).status === 200, 60_000);
  await until('the new one is stored', async () => (await stored()).length === 3);
  expect(await stored()).toEqual(['log 1 batch 1: 3', 'log 1 batch 2: 3', 'log 2 batch 3: 3']);
});

test('the adopted log is gone on with after a restart', async () => {
  await processor?.kill('SIGTERM');
  await send(later, 4);
  processor = await startProcessor(stack, { STREAM_DIR: laterDirectory });
  await until('it is stored', async () => (await stored()).length === 4);
  expect((await stored()).at(-1)).toBe('log 2 batch 4: 3');
  expect((await health()).status).toBe(200);
});

test('a log that is the one that was loaded is not adopted', async () => {
  expect(await adopt(topic, '--note', 'by mistake')).toMatchObject({ code: 2, stderr: expect.stringContaining(topic) });
  expect(await adopt('--note', 'by mistake')).toMatchObject({ code: 0, stdout: '' });
});

test('a store that was lost is loaded again from the stream, although its messages are committed', async () => {
  await processor?.kill('SIGTERM');
  const database = 'rebuilt';
  const rebuilt = createStore({ url: stack.engine.url, user: 'coload', password: 'secret', database });
  await migrate(rebuilt);
  processor = await startProcessor(stack, { CLICKHOUSE_DATABASE: database });
  await until('everything is stored again', async () => (await stored(rebuilt)).length === 2);
  expect(await stored(rebuilt)).toEqual(['log 1 batch 1: 3', 'log 1 batch 2: 3']);
  expect(processor.said()).toContain('the store has nothing of what was loaded');
  await rebuilt.close();
});
