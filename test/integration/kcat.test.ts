import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { z } from 'zod';
import { dayMs, topicNames } from '#contracts';
import { childEnvironment, readConfig, silentLogger, systemClock } from '#runtime';
import { openKafkaStream } from '#stream/kafka';
import { apiConfig } from '../../apps/api/config.ts';
import { type Api, startApi } from '../../apps/api/start.ts';
import { openRecorder, startSender } from '../../apps/collector/index.ts';
import { type KafkaBroker, startKafka, whyNoKafka } from '../support/kafka.ts';

const run = promisify(execFile);
const partitions = 4;

/** Why Debian's kcat cannot be used here, or null. Tries to install it where that is possible. */
async function whyNoKcat(): Promise<string | null> {
  const find = (): Promise<string | null> =>
    run('kcat', ['-V'], { timeout: 30_000 }).then(
      () => null,
      () => 'there is no kcat',
    );
  const reason = await find();
  if (reason === null || process.getuid?.() !== 0) return reason;
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'kcat'], { timeout: 300_000 }).catch(
    () => undefined,
  );
  return find();
}

const reason = (await whyNoKafka()) ?? (await whyNoKcat());
if (reason !== null && childEnvironment({})['CI'] === 'true')
  throw new Error(`kcat on real Kafka is needed in CI: ${reason}`);
const suite = reason === null ? describe : describe.skip;

interface Listed {
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer;
}

suite(`Debian's kcat on a real broker${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let broker: KafkaBroker;
  let api: Api;
  let directory: string;
  const clock = systemClock;
  // Noon, far from the end of a day, which would end a batch.
  const start = (Math.floor(clock.now() / dayMs) - 0.5) * dayMs;

  const kcat = async (args: readonly string[]): Promise<Buffer> =>
    (await run('kcat', ['-b', broker.brokers.join(','), ...args], { encoding: 'buffer', timeout: 60_000 })).stdout;

  /** The messages of a topic: a line that says how long the value is before each. */
  async function list(topic: string): Promise<Listed[]> {
    const output = await kcat(['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-f', '%p %k %S\\n%s']);
    const messages: Listed[] = [];
    for (let at = 0; at < output.length;) {
      const end = output.indexOf('\n', at);
      const [partition = '', key = '', length = ''] = output.toString('utf8', at, end).split(' ');
      at = end + 1 + Number(length);
      messages.push({ partition: Number(partition), key, value: output.subarray(end + 1, at) });
    }
    return messages;
  }

  /** Decodes a message as any client of a Confluent registry does. */
  async function decode(value: Buffer): Promise<Record<string, unknown>> {
    expect(value[0]).toBe(0);
    const response = await fetch(`${api.url}/schemas/ids/${value.readUInt32BE(1)}`);
    const { schema } = z.object({ schema: z.string() }).parse(await response.json());
    const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { wrapUnions: false });
    return type.fromBuffer(value.subarray(5)) as Record<string, unknown>;
  }

  async function write(): Promise<void> {
    const stream = openKafkaStream({ brokers: broker.brokers, clientId: 'collector-1', logger: silentLogger });
    await stream.ensureTopics(topicNames.map((topic) => ({ topic, partitions })));
    const recorder = await openRecorder({ directory, collector: 'collector-1', clock, logger: silentLogger });
    const sender = startSender({ spool: recorder.spool, stream, clock, logger: silentLogger });
    const poll = (device: string, step: number): Parameters<typeof recorder.record>[0][number]['polls'][number] => ({
      device,
      at: start + step * 5_000,
      monotonicMs: step * 5_000,
      process: 'test',
      boot: { id: null, uptimeMs: 3_600_000 + step * 5_000 },
      counters: { hash_gh: { value: 1_000_000 + step * 550_000 } },
      gauges: { rate_ghs: 110_000, power_w: 3_300.5, boards: 3 },
    });
    const source = { site: 'prairie', deviceClass: 'asic', pollMs: 5_000 } as const;
    for (const step of [0, 1, 2]) {
      await recorder.record([{ source, polls: ['m-1', 'm-2'].map((device) => poll(device, step)) }]);
    }
    const row = { observed_at: start, known_at: start, height: 900_000, difficulty: 1.25e14, price_usd: null };
    await recorder.recordRows([
      { topic: 'market.chain', key: 'chain:mempool', rows: [{ id: 'state', content: [1], row }] },
    ]);
    await sender.drained();
    await sender.stop();
    await recorder.stop();
    await stream.stop();
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'coload-kcat-'));
    broker = await startKafka();
    // The registry's paths need no store.
    const config = readConfig(apiConfig, { API_PORT: '0', CLICKHOUSE_URL: 'http://127.0.0.1:1' });
    api = await startApi({ config, clock, logger: silentLogger });
    await write();
  }, 180_000);

  afterAll(async () => {
    await api?.stop();
    await broker?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('lists the topics with their partitions', async () => {
    const { topics } = z
      .object({ topics: z.array(z.object({ topic: z.string(), partitions: z.array(z.unknown()) })) })
      .parse(JSON.parse((await kcat(['-L', '-J'])).toString()));
    for (const name of topicNames) {
      expect(topics.find(({ topic }) => topic === name)?.partitions).toHaveLength(partitions);
    }
  });

  test('lists the batches of a collector, which avsc decodes with the schema that the api names by their id', async () => {
    const messages = await list('telemetry.asic');
    expect(messages.map(({ key }) => key)).toEqual(['prairie', 'prairie']);
    expect(new Set(messages.map(({ partition }) => partition)).size).toBe(1);
    for (const [index, { value }] of messages.entries()) {
      const ended = start + (index + 1) * 5_000;
      expect(await decode(value)).toMatchObject({
        collector: 'collector-1',
        sequence: index + 1,
        site: 'prairie',
        count: 2,
        device: ['m-1', 'm-2'],
        started_at: [ended - 5_000, ended - 5_000],
        ended_at: [ended, ended],
        hash_gh: [550_000, 550_000],
        hash_source: ['metered', 'metered'],
        energy_j: expect.any(Array),
        energy_source: ['psu', 'psu'],
        power_w: [3_300.5, 3_300.5],
        accepted_diff: [],
      });
    }
  });

  test('lists what a feed said, keyed by the feed, missing values null', async () => {
    const [message, ...more] = await list('market.chain');
    expect(more).toEqual([]);
    expect(message?.key).toBe('chain:mempool');
    expect(await decode(message?.value ?? Buffer.alloc(5))).toMatchObject({
      site: 'chain:mempool',
      count: 1,
      height: [900_000],
      difficulty: [1.25e14],
      price_usd: [],
    });
  });

  test('finds nothing on a topic that nobody wrote to', async () => {
    expect(await list('site.event')).toEqual([]);
  });
});
