import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Topic } from '#contracts';
import { systemClock } from '#runtime';
import { integer } from '#store';
import { partitionOf } from '#stream';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import {
  type Child,
  defaultPartitions as partitions,
  type Stack,
  startProcessor,
  startStack,
  until,
} from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const now = systemClock.now();

let stack: Stack;
let processor: Child;

beforeAll(async () => {
  stack = await startStack();
  processor = await startProcessor(stack);
});

afterAll(async () => {
  await processor?.kill('SIGTERM');
  await stack?.stop();
});

const ask = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${processor.url}${path}`);
  return { status: response.status, text: await response.text() };
};

/** Sum of a metric over its labels. */
async function metric(name: string): Promise<number> {
  const { text } = await ask('/metrics');
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

const count = async (from: string): Promise<number> => {
  const rows = await stack.store.query(`SELECT count() AS n FROM ${from}`, { schema: z.object({ n: integer }) });
  return Number(rows[0]?.n);
};

const message = (sequence: number, site: string, rows = 10): { key: string; value: Buffer } => ({
  key: site,
  value: encodeBatch(topic, asicBatch({ now, sequence, site, rows })),
});

/** A site whose messages go to the partition. */
const siteOf = (partition: number): string =>
  Array.from({ length: 100 }, (_, index) => `site-${index}`).find(
    (site) => partitionOf(site, partitions) === partition,
  ) ?? '';

test('the processor tells what it received, stored and set aside, and how far behind it is', async () => {
  await until('ready', async () => (await ask('/readyz')).status === 200);
  const bad = encodeBatch(topic, { ...asicBatch({ now, sequence: 3, site: siteOf(0) }), power_w: [NaN, 1, 2] });
  await stack.stream.append(topic, [
    message(1, siteOf(0)),
    message(1, siteOf(0)),
    message(1, siteOf(1)),
    { key: siteOf(0), value: bad },
  ]);
  await until(
    'everything stored and committed',
    async () => (await metric('processor_sent_rows_total')) === 22 && (await metric('processor_lag_messages')) === 0,
  );
  expect(await metric('processor_received_messages_total')).toBe(4);
  const { text } = await ask('/metrics');
  expect(text).toContain('processor_dropped_total{reason="copy"} 1');
  expect(text).toContain('processor_dropped_total{reason="not_finite"} 1');
  for (const step of ['decode', 'insert', 'commit'])
    expect(text).toContain(`processor_step_seconds_count{step="${step}"}`);
  expect(await ask('/healthz')).toMatchObject({ status: 200 });
  expect(await ask('/elsewhere')).toMatchObject({ status: 404 });
});

test('a processor that is asked to stop commits what it has and saves its marks for the next', async () => {
  await stack.stream.append(topic, [message(2, siteOf(1))]);
  await until('it is stored', async () => (await count('reading_asic')) === 32);
  await processor.kill('SIGTERM');
  expect(processor.process.exitCode).toBe(0);
  expect(await count('loader_mark FINAL')).toBe(2);
  processor = await startProcessor(stack);
  await until('ready', async () => (await ask('/readyz')).status === 200);
  expect(await metric('processor_lag_messages')).toBe(0);
  await stack.stream.append(topic, [message(1, siteOf(0)), message(4, siteOf(0))]);
  await until('only the new one is stored', async () => (await metric('processor_lag_messages')) === 0);
  expect(await count('reading_asic')).toBe(42);
});

test('a partition full of bad messages stops and says so; the other goes on', async () => {
  const bad = Array.from({ length: 120 }, (_, index) => ({ key: siteOf(0), value: Buffer.from(`bad ${index}`) }));
  await stack.stream.append(topic, bad);
  await until('the partition stopped', async () => (await ask('/healthz')).status === 503);
  expect(JSON.parse((await ask('/healthz')).text)).toMatchObject({
    partitions: expect.arrayContaining([
      expect.objectContaining({ partition: 0, state: 'stopped', code: 'DEAD_LETTER_LIMIT' }),
    ]),
  });
  expect(await metric('processor_stopped_partitions')).toBe(1);
  expect(await metric('processor_lag_messages')).toBe(120);
  await stack.stream.append(topic, [message(3, siteOf(1))]);
  await until('the other partition goes on', async () => (await count('reading_asic')) === 52);
  expect(await count('dead_letter FINAL WHERE src_row = -1')).toBe(0);
});
