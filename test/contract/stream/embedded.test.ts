import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, silentLogger } from '#runtime';
import { partitionOf } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { describeStream, until } from './contract.ts';

const newDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'coload-stream-'));

describe('the embedded stream', () => {
  let directory = '';
  describeStream(
    async () => {
      directory = await newDirectory();
      const open = (): ReturnType<typeof openEmbeddedStream> => openEmbeddedStream({ directory, logger: silentLogger });
      return {
        name: 'embedded',
        where: { kind: 'embedded', directory },
        open,
        removeBefore: async (topic, partition, offset) => {
          const stream = open();
          const { next = 0n } = (await stream.bounds(topic))[partition] ?? {};
          await stream.ensureTopics([{ topic, partitions: 1, retentionBytes: Number(next - offset) * 1_017 }]);
          await stream.append(topic, [{ key: 'a', value: Buffer.alloc(1_000) }]);
          await stream.stop();
        },
      };
    },
    () => rm(directory, { recursive: true, force: true }),
  );
});

describe('the embedded log', () => {
  test('forgets messages past their age at the next append or by itself, and never reuses an offset', async () => {
    const directory = await newDirectory();
    const clock = new ManualClock(1_000_000);
    const stream = openEmbeddedStream({ directory, clock, logger: silentLogger });
    await stream.ensureTopics([{ topic: 't', partitions: 1, retentionMs: 60_000 }]);
    const append = (): Promise<unknown> => stream.append('t', [{ key: 'k', value: Buffer.from('x') }]);
    await append();
    clock.advance(50_000);
    await append();
    expect(await stream.bounds('t')).toEqual([{ partition: 0, first: 0n, next: 2n }]);
    clock.advance(20_000);
    await append();
    expect(await stream.bounds('t')).toEqual([{ partition: 0, first: 1n, next: 3n }]);
    await until('the sweep', async () => {
      clock.advance(61_000);
      return (await stream.bounds('t'))[0]?.first === 3n;
    });
    await append();
    expect((await stream.read('t', 0, 0n, { messages: 9, bytes: 1e6 })).map(({ offset }) => offset)).toEqual([3n]);
    await stream.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('keeps its file within retention, however much goes through it', async () => {
    const directory = await newDirectory();
    const stream = openEmbeddedStream({ directory, logger: silentLogger });
    await stream.ensureTopics([{ topic: 't', partitions: 1, retentionBytes: 10_000_000 }]);
    const value = Buffer.alloc(60_000, 1);
    for (let round = 0; round < 40; round += 1) {
      await stream.append(
        't',
        Array.from({ length: 50 }, (_, at) => ({ key: `${at}`, value })),
      );
    }
    const { first = 0n, next = 0n } = (await stream.bounds('t'))[0] ?? {};
    expect(next).toBe(2_000n);
    expect(Number(next - first) * 60_000).toBeLessThanOrEqual(10_000_000);
    expect((await stat(join(directory, 'data.mdb'))).size).toBeLessThan(40_000_000);
    await stream.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('holds what was acknowledged, in order, whatever is appended, read and reopened in between', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('append' as const),
          keys: fc.array(fc.nat(6), { maxLength: 12 }),
          size: fc.nat(3_000),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('read' as const),
          partition: fc.nat(2),
          from: fc.nat(40),
          messages: fc.integer({ min: 1, max: 9 }),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const directory = await newDirectory();
        let stream = openEmbeddedStream({ directory, logger: silentLogger });
        await stream.ensureTopics([{ topic: 't', partitions: 3 }]);
        const model: string[][] = [[], [], []];
        let count = 0;
        for (const one of steps) {
          if (one.do === 'append') {
            const records = one.keys.map((key) => ({
              key: `k${key}`,
              value: Buffer.from(`${(count += 1)}`.padEnd(one.size, '.')),
            }));
            const places = await stream.append('t', records);
            for (const [at, { key, value }] of records.entries()) {
              const log = model[partitionOf(key, 3)] ?? [];
              expect(places[at]).toEqual({ partition: partitionOf(key, 3), offset: BigInt(log.length) });
              log.push(`${key} ${value.toString()}`);
            }
          } else if (one.do === 'reopen') {
            await stream.stop();
            stream = openEmbeddedStream({ directory, logger: silentLogger });
          } else {
            const found = await stream.read('t', one.partition, BigInt(one.from), {
              messages: one.messages,
              bytes: 1e9,
            });
            const expected = model[one.partition]?.slice(one.from, one.from + one.messages);
            expect(found.map(({ key, value }) => `${key} ${value.toString()}`)).toEqual(expected);
          }
        }
        expect((await stream.bounds('t')).map(({ first, next }) => next - first)).toEqual(
          model.map((log) => BigInt(log.length)),
        );
        await stream.stop();
        await rm(directory, { recursive: true, force: true });
      }),
      { numRuns: 40 },
    );
  });
});
