import kafkajs from 'kafkajs';
import { type Clock, groupBy, InvalidMessage, Retriable } from '#runtime';
import { partitionOf } from '../partition.ts';
import type { Appended, StreamRecord } from '../stream.ts';
import { unavailable } from './client.ts';
import type { TopicInfo, Topics } from './topics.ts';

/** Most bytes of one request, and of one partition in it (before compression), unless a single message is larger. */
const requestBytes = 8 * 1024 * 1024;
const partitionBytes = 900_000;
/** Framing of a record and its share of the batch header, at most. */
const recordOverhead = 120;

interface Job {
  readonly topic: string;
  readonly places: Appended[];
  left: number;
  failed: boolean;
  readonly resolve: (places: Appended[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Entry {
  readonly job: Job;
  readonly at: number;
  readonly partition: number;
  readonly bytes: number;
  readonly message: kafkajs.Message;
}

/**
 * Appends in the order of the calls, one request at a time: while one is on its way the next calls gather, and go out together.
 * One request at a time also keeps a retry from overtaking what came after it.
 */
export class Appender {
  readonly #producer: kafkajs.Producer;
  readonly #topics: Topics;
  readonly #clock: Clock;
  readonly #codec: Promise<kafkajs.CompressionTypes>;
  #queue: Entry[] = [];
  #accepting: Promise<unknown> = Promise.resolve();
  #sending: Promise<void> | undefined;
  #connected: Promise<void> | undefined;

  constructor(options: {
    client: kafkajs.Kafka;
    topics: Topics;
    clock: Clock;
    codec: Promise<kafkajs.CompressionTypes>;
  }) {
    this.#producer = options.client.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    this.#topics = options.topics;
    this.#clock = options.clock;
    this.#codec = options.codec;
  }

  append(topic: string, records: readonly StreamRecord[]): Promise<Appended[]> {
    if (records.length === 0) return Promise.resolve([]);
    const asked = this.#topics.info(topic);
    // Calls enter the queue in their order even though a topic's facts may have to be fetched first.
    const entered = this.#accepting.then(async () => {
      const info = await asked;
      return { done: this.#enter(topic, records, info) };
    });
    this.#accepting = entered.catch(() => undefined);
    return entered.then(({ done }) => done);
  }

  async stop(): Promise<void> {
    await this.#sending;
    await this.#connected?.catch(() => undefined);
    await this.#producer.disconnect();
  }

  #enter(topic: string, records: readonly StreamRecord[], info: TopicInfo): Promise<Appended[]> {
    const timestamp = String(this.#clock.now());
    const drafts = records.map((record) => draft(topic, record, info, timestamp));
    return new Promise((resolve, reject) => {
      const job: Job = { topic, places: [], left: drafts.length, failed: false, resolve, reject };
      this.#queue.push(...drafts.map((entry, at) => ({ ...entry, job, at })));
      this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const entries = nextRequest(this.#queue);
      this.#queue = this.#queue.slice(entries.length);
      try {
        await this.#send(entries);
      } catch (error) {
        const fault = unavailable(`append to ${[...new Set(entries.map(({ job }) => job.topic))].join(', ')}`, error);
        for (const { job } of entries) {
          job.failed = true;
          job.reject(fault);
        }
        this.#queue = this.#queue.filter(({ job }) => !job.failed);
      }
    }
  }

  async #send(entries: readonly Entry[]): Promise<void> {
    this.#connected ??= this.#producer.connect().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    await this.#connected;
    const answers = await this.#producer.sendBatch({
      acks: -1,
      compression: await this.#codec,
      topicMessages: [...groupBy(entries, ({ job }) => job.topic)].map(([topic, ours]) => ({
        topic,
        messages: ours.map(({ message }) => message),
      })),
    });
    const next = new Map(
      answers.map(({ topicName, partition, baseOffset }) => [`${topicName} ${partition}`, BigInt(baseOffset ?? -1)]),
    );
    for (const { job, at, partition } of entries) {
      const place = `${job.topic} ${partition}`;
      const offset = next.get(place);
      if (offset === undefined || offset < 0n)
        throw new Retriable('STREAM_UNAVAILABLE', `Kafka gave no offset for ${place}`);
      next.set(place, offset + 1n);
      job.places[at] = { partition, offset };
      job.left -= 1;
      if (job.left === 0) job.resolve(job.places);
    }
  }
}

function draft(topic: string, record: StreamRecord, info: TopicInfo, timestamp: string): Omit<Entry, 'job' | 'at'> {
  const headers = record.headers ?? {};
  const headerBytes = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 10, 0);
  const bytes = record.value.length + Buffer.byteLength(record.key) + headerBytes + recordOverhead;
  if (bytes > info.maxMessageBytes) {
    const reason = `A message of ${bytes} bytes for ${topic} is larger than the topic's ${info.maxMessageBytes} bytes`;
    throw new InvalidMessage('MESSAGE_INVALID', `${reason}: send smaller batches, or raise max.message.bytes.`);
  }
  const partition = partitionOf(record.key, info.partitions);
  const value = Buffer.from(record.value.buffer, record.value.byteOffset, record.value.byteLength);
  return { partition, bytes, message: { key: record.key, value, headers: { ...headers }, partition, timestamp } };
}

/** The longest beginning of the queue that one request may hold. */
function nextRequest(queue: readonly Entry[]): Entry[] {
  const byPartition = new Map<string, number>();
  let bytes = 0;
  const end = queue.findIndex((entry, at) => {
    const place = `${entry.job.topic} ${entry.partition}`;
    const inPartition = byPartition.get(place) ?? 0;
    bytes += entry.bytes;
    byPartition.set(place, inPartition + entry.bytes);
    return (inPartition > 0 && inPartition + entry.bytes > partitionBytes) || (at > 0 && bytes > requestBytes);
  });
  return queue.slice(0, end === -1 ? queue.length : end);
}
