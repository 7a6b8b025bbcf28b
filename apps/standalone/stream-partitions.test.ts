import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { topicNames } from '#contracts';
import { silentLogger } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';
import { partitionsOf } from './stream-partitions.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coload-partitions-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test('a new embedded stream gets one partition', async () => {
  expect(await partitionsOf(join(directory, 'none'), silentLogger)).toBe(1);
  const bare = join(directory, 'bare');
  await openEmbeddedStream({ directory: bare, logger: silentLogger }).stop();
  expect(await partitionsOf(bare, silentLogger)).toBe(1);
});

test('one that exists keeps the partitions that it was created with', async () => {
  const there = join(directory, 'there');
  const stream = openEmbeddedStream({ directory: there, logger: silentLogger });
  await stream.ensureTopics(topicNames.map((topic) => ({ topic, partitions: 4 })));
  await stream.stop();
  expect(await partitionsOf(there, silentLogger)).toBe(4);
});
