import type kafkajs from 'kafkajs';
import { type Clock, type Logger, Retriable, systemClock } from '#runtime';
import { commonPartitions } from '../faults.ts';
import type {
  Appended,
  JoinOptions,
  Member,
  PartitionBounds,
  Position,
  ReadLimit,
  Stream,
  StreamMessage,
  StreamRecord,
  TopicSpec,
} from '../stream.ts';
import { Appender } from './appender.ts';
import { createClient, type KafkaConnection } from './client.ts';
import { chooseCodec, type CodecName } from './codec.ts';
import { KafkaMember } from './member.ts';
import { Reader } from './reader.ts';
import { Topics } from './topics.ts';

export interface KafkaStreamOptions extends KafkaConnection {
  readonly logger: Logger;
  readonly clock?: Clock;
  /** How appended batches are compressed (default zstd; gzip where that does not work). */
  readonly codec?: CodecName;
  /** Of topics that `ensureTopics` creates; -1, the default, is the broker's own. */
  readonly replicationFactor?: number;
  /** How long the group waits for a silent member before it gives its partitions away (default 10 s; brokers allow 6 s at least). */
  readonly sessionTimeoutMs?: number;
  /** Unpacked bytes that a member reads ahead at most, over all its partitions (default 32 MiB). */
  readonly bufferBytes?: number;
}

/** Connects to Kafka when first used. Meant to be opened once in a process. */
export const openKafkaStream = (options: KafkaStreamOptions): Stream => new KafkaStream(options);

class KafkaStream implements Stream {
  readonly #options: KafkaStreamOptions;
  readonly #clock: Clock;
  readonly #client: kafkajs.Kafka;
  readonly #topics: Topics;
  readonly #codec: Promise<kafkajs.CompressionTypes>;
  readonly #appender: Appender;
  readonly #reader: Reader;
  readonly #members = new Set<Member>();
  #stopped: Promise<void> | undefined;

  constructor(options: KafkaStreamOptions) {
    const client = createClient(options, options.logger);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#client = client;
    this.#topics = new Topics({ client, replicationFactor: options.replicationFactor ?? -1 });
    this.#codec = chooseCodec(options.codec ?? 'zstd', options.logger);
    this.#appender = new Appender({ client, topics: this.#topics, clock: this.#clock, codec: this.#codec });
    this.#reader = new Reader({ client, topics: this.#topics });
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#assertOpen();
    await this.#topics.ensure(topics);
  }

  async append(topic: string, records: readonly StreamRecord[]): Promise<Appended[]> {
    this.#assertOpen();
    return this.#appender.append(topic, records);
  }

  async bounds(topic: string): Promise<readonly PartitionBounds[]> {
    this.#assertOpen();
    return this.#topics.bounds(topic);
  }

  async read(topic: string, partition: number, from: bigint, limit: ReadLimit): Promise<StreamMessage[]> {
    this.#assertOpen();
    await this.#codec;
    return this.#reader.read({ topic, partition, from }, limit);
  }

  async join(join: JoinOptions): Promise<Member> {
    this.#assertOpen();
    const counts = new Map<string, number>();
    for (const topic of join.topics) counts.set(topic, (await this.#topics.info(topic)).partitions);
    commonPartitions(join.group, counts);
    await this.#codec;
    this.#assertOpen();
    const member = new KafkaMember({
      client: this.#client,
      join,
      sessionTimeoutMs: this.#options.sessionTimeoutMs ?? 10_000,
      bufferBytes: this.#options.bufferBytes ?? 32 * 1024 * 1024,
      clock: this.#clock,
      logger: this.#options.logger,
    });
    this.#members.add(member);
    member.start();
    return member;
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, Position>> {
    this.#assertOpen();
    return this.#topics.committed(group, topic);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#members].map((member) => member.leave()));
    await this.#appender.stop();
    await this.#reader.stop();
    await this.#topics.stop();
  }

  #assertOpen(): void {
    if (this.#stopped) throw new Retriable('STREAM_UNAVAILABLE', 'This Kafka stream is stopped.');
  }
}
