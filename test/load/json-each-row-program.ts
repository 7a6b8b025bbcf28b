import { createClient } from '@clickhouse/client';
import { compress, decompress } from '@mongodb-js/zstd';
import kafkajs from 'kafkajs';
import { z } from 'zod';
import { type Topic, topics as tableOf } from '#contracts';
import { readConfig, silentLogger } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';
import { telemetryTopics } from './dataset.ts';

/**
 * The loader that most teams write: one JSON reading per message, parsed and looked at, inserted as JSONEachRow by the thousand, positions
 * committed afterwards. Without needless waste, so that the comparison is honest; reads Kafka, or as its twin the embedded log.
 */
const rowsPerInsert = 50_000;
const config = readConfig(
  z.object({
    CLICKHOUSE_URL: z.string(),
    CLICKHOUSE_USER: z.string(),
    CLICKHOUSE_PASSWORD: z.string(),
    KAFKA_BROKERS: z.string().optional(),
    STREAM_DIR: z.string().default(''),
  }),
);
const store = createClient({
  url: config.CLICKHOUSE_URL,
  username: config.CLICKHOUSE_USER,
  password: config.CLICKHOUSE_PASSWORD,
  database: 'coload',
  clickhouse_settings: { async_insert: 0, input_format_null_as_default: 1 },
});
const topics = telemetryTopics;
const group = 'json-each-row';
const waiting = new Map<string, unknown[]>(topics.map((topic) => [topic, []]));

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

interface JsonReading {
  readonly site: unknown;
  readonly device: unknown;
  readonly ended_at: unknown;
}

const isReading = (value: JsonReading): boolean =>
  typeof value.site === 'string' && typeof value.device === 'string' && typeof value.ended_at === 'string';

function take(topic: string, value: Buffer): void {
  const reading = JSON.parse(value.toString()) as JsonReading;
  if (!isReading(reading)) throw new Error(`not a reading: ${value.toString().slice(0, 100)}`);
  waiting.get(topic)?.push(reading);
}

/** Inserts what has been gathered of the topics that have enough, or of all. */
async function insert(least: number): Promise<void> {
  for (const [topic, values] of waiting) {
    if (values.length < Math.max(least, 1)) continue;
    waiting.set(topic, []);
    const { table } = tableOf[topic as Topic];
    await store.insert({ table, values, format: 'JSONEachRow' });
    say({ stored: values.length });
  }
}

async function fromKafka(brokers: string): Promise<void> {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { buffer: Buffer }) => compress(buffer),
    decompress: (buffer: Buffer) => decompress(buffer),
  });
  const kafka = new kafkajs.Kafka({ brokers: [brokers], clientId: group, logLevel: kafkajs.logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: group, maxBytesPerPartition: 8 * 1024 * 1024, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  // Joining takes the group three seconds, whatever there is to load: timed is what comes after.
  consumer.on(consumer.events.GROUP_JOIN, () => say({ ready: true }));
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
      for (const { value, offset } of batch.messages) {
        if (value) take(batch.topic, value);
        resolveOffset(offset);
      }
      await heartbeat();
      const isEnd = Number(batch.offsetLag()) === 0;
      await insert(isEnd ? 1 : rowsPerInsert);
      if (!isEnd && waiting.get(batch.topic)?.length !== 0) return;
      const offset = String(BigInt(batch.lastOffset()) + 1n);
      await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }]);
    },
  });
}

async function fromEmbedded(directory: string): Promise<void> {
  const stream = openEmbeddedStream({ directory, logger: silentLogger });
  say({ ready: true });
  await stream.join({
    group,
    topics,
    onAssigned: (partitions, member) => {
      for (const partition of partitions) {
        for (const topic of topics) member.seek(topic, partition, 0n);
        void load(partition, member);
      }
    },
    onRevoked: () => undefined,
  });
}

async function load(
  partition: number,
  member: Parameters<Parameters<ReturnType<typeof openEmbeddedStream>['join']>[0]['onAssigned']>[1],
): Promise<void> {
  const positions = new Map<string, { offset: bigint; metadata: string }>();
  for (;;) {
    const messages = await member.take(partition, { messages: rowsPerInsert, bytes: 64e6, waitMs: 250 });
    for (const { topic, value, offset } of messages) {
      take(topic, value);
      positions.set(topic, { offset: offset + 1n, metadata: '' });
    }
    await insert(messages.length === 0 ? 1 : rowsPerInsert);
    if ([...waiting.values()].every((values) => values.length === 0) && positions.size > 0)
      await member.commit(partition, positions);
  }
}

if (config.KAFKA_BROKERS === undefined) await fromEmbedded(config.STREAM_DIR);
else await fromKafka(config.KAFKA_BROKERS);
