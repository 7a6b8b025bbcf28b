import type kafkajs from 'kafkajs';
import type { StreamMessage } from '../stream.ts';
import { groupBy } from '#runtime';
import { faultOf } from './client.ts';
import { type FetchedMessage, type FetchedPartition, filterBatch } from './internals.ts';

/** One partition to fetch from, and how much (compressed; Kafka sends at least one batch of the first partition that has any). */
export interface Want {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly maxBytes: number;
}

/** What a fetch brought for a want: messages, where to go on and where the log ends, or that Kafka has no such offset. */
export type Fetched<W extends Want> =
  | {
      readonly want: W;
      readonly messages: StreamMessage[];
      readonly next: bigint;
      readonly end: bigint;
      readonly isOutOfRange: false;
    }
  | { readonly want: W; readonly isOutOfRange: true };

const readCommitted = 1;
const maxResponseBytes = 16 * 1024 * 1024;

/** Fetches from every leader concerned at once; waits up to `waitMs` for a first message. Throws what kafkajs throws. */
export async function fetchOnce<W extends Want>(
  cluster: kafkajs.Cluster,
  wants: readonly W[],
  waitMs: number,
): Promise<Fetched<W>[]> {
  const byLeader = new Map<string, W[]>();
  for (const want of wants) {
    const [leader] = Object.keys(cluster.findLeaderForPartitions(want.topic, [want.partition]));
    if (leader === undefined) throw new Error(`${want.topic}[${want.partition}] has no leader`);
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), want]);
  }
  const answers = await Promise.all([...byLeader].map(([leader, ours]) => fetchFrom(cluster, leader, ours, waitMs)));
  return answers.flat();
}

async function fetchFrom<W extends Want>(
  cluster: kafkajs.Cluster,
  leader: string,
  wants: readonly W[],
  waitMs: number,
): Promise<Fetched<W>[]> {
  const broker = await cluster.findBroker({ nodeId: leader });
  const topics = [...groupBy(wants, ({ topic }) => topic)].map(([topic, ours]) => ({
    topic,
    partitions: ours.map(({ partition, from, maxBytes }) => ({ partition, fetchOffset: String(from), maxBytes })),
  }));
  try {
    const answer = (await broker.fetch({
      maxWaitTime: waitMs,
      minBytes: 1,
      maxBytes: maxResponseBytes,
      isolationLevel: readCommitted,
      topics,
    })) as { responses: { topicName: string; partitions: FetchedPartition[] }[] };
    return answer.responses.flatMap(({ topicName, partitions }) =>
      partitions.flatMap((found) => {
        const want = wants.find(({ topic, partition }) => topic === topicName && partition === found.partition);
        return want ? [unpack(want, found)] : [];
      }),
    );
  } catch (error) {
    const fault = faultOf(error);
    if (fault.name !== 'KafkaJSOffsetOutOfRange') throw error;
    return wants
      .filter(({ topic, partition }) => topic === fault.topic && partition === fault.partition)
      .map((want) => ({ want, isOutOfRange: true }));
  }
}

function unpack<W extends Want>(want: W, found: FetchedPartition): Fetched<W> {
  const batch = filterBatch(want.topic, String(want.from), found);
  const messages = batch.messages.map((message) => unpackMessage(want, message));
  // kafkajs calls the high watermark the last offset of an empty answer, also of one that was only cut short by the byte limit.
  const next = found.messages.length === 0 ? want.from : BigInt(batch.lastOffset()) + 1n;
  return { want, messages, next, end: BigInt(found.lastStableOffset), isOutOfRange: false };
}

const textOf = (value: Buffer | string | (Buffer | string)[] | undefined): string =>
  String(Array.isArray(value) ? (value.at(-1) ?? '') : (value ?? ''));

function unpackMessage(want: Want, message: FetchedMessage): StreamMessage {
  return {
    topic: want.topic,
    partition: want.partition,
    offset: BigInt(message.offset),
    key: message.key?.toString('utf8') ?? null,
    value: message.value ?? Buffer.alloc(0),
    headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, textOf(value)])),
    timestamp: Number(message.timestamp),
  };
}
