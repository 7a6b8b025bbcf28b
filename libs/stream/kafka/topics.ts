import kafkajs from 'kafkajs';
import { PipelineError } from '#runtime';
import type { PartitionBounds, Position, TopicSpec } from '../stream.ts';
import { unavailable } from './client.ts';

/** What the appender must know of a topic. */
export interface TopicInfo {
  readonly partitions: number;
  readonly maxMessageBytes: number;
}

const brokerDefaultMaxBytes = 1_048_588;

const entriesOf = (spec: TopicSpec): { name: string; value: string }[] =>
  Object.entries({
    'retention.ms': spec.retentionMs,
    'retention.bytes': spec.retentionBytes,
    'max.message.bytes': spec.maxMessageBytes,
  }).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value) }]));

/** An admin of kafkajs and those who wait for it. */
interface Session {
  readonly admin: kafkajs.Admin;
  readonly connected: Promise<void>;
  users: number;
}

/** Topics through Kafka's admin interface; what is read of a topic is kept, since partitions are fixed for a log's life. */
export class Topics {
  readonly #client: kafkajs.Kafka;
  readonly #replicationFactor: number;
  readonly #infos = new Map<string, Promise<TopicInfo>>();
  #session: Session | undefined;

  constructor(options: { client: kafkajs.Kafka; replicationFactor: number }) {
    this.#client = options.client;
    this.#replicationFactor = options.replicationFactor;
  }

  async ensure(specs: readonly TopicSpec[]): Promise<void> {
    const existing = await this.#ask('list topics', (admin) => admin.listTopics());
    const missing = specs.filter(({ topic }) => !existing.includes(topic));
    await this.#check(specs.filter(({ topic }) => existing.includes(topic)));
    if (missing.length > 0) {
      const topics = missing.map((spec) => ({
        topic: spec.topic,
        numPartitions: spec.partitions,
        replicationFactor: this.#replicationFactor,
        configEntries: entriesOf(spec),
      }));
      await this.#ask(`create ${missing.map(({ topic }) => topic).join(', ')}`, (admin) =>
        admin.createTopics({ topics }),
      );
      await this.#check(missing);
    }
    const limited = specs.filter((spec) => !missing.includes(spec) && entriesOf(spec).length > 0);
    if (limited.length > 0) await this.#limit(limited);
    for (const { topic } of specs) this.#infos.delete(topic);
  }

  /** Partitions and message limit; CONFIG_INVALID for a topic that does not exist. */
  info(topic: string): Promise<TopicInfo> {
    const known = this.#infos.get(topic);
    if (known) return known;
    const asking = this.#load(topic);
    this.#infos.set(topic, asking);
    asking.catch(() => this.#infos.delete(topic));
    return asking;
  }

  async bounds(topic: string): Promise<readonly PartitionBounds[]> {
    await this.info(topic);
    const offsets = await this.#ask(`tell the offsets of ${topic}`, (admin) => admin.fetchTopicOffsets(topic));
    return offsets
      .map(({ partition, low, high }) => ({ partition, first: BigInt(low), next: BigInt(high) }))
      .sort((one, other) => one.partition - other.partition);
  }

  /** What a group has committed of a topic; partitions of which it has nothing are absent. */
  async committed(group: string, topic: string): Promise<Map<number, Position>> {
    const answer = await this.#ask(`tell what ${group} has committed`, (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    );
    const found = answer.flatMap(({ partitions }) =>
      partitions.map(
        ({ partition, offset, metadata }) => [partition, { offset: BigInt(offset), metadata: metadata ?? '' }] as const,
      ),
    );
    return new Map(found.filter(([, { offset }]) => offset >= 0n));
  }

  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.connected.catch(() => undefined);
    await session?.admin.disconnect();
  }

  #open(): Session {
    const admin = this.#client.admin();
    return { admin, connected: admin.connect(), users: 0 };
  }

  /** After a failure the next one asks through a new admin: kafkajs goes on with what it knew of topics and leaders for minutes, right or wrong. */
  async #ask<T>(what: string, request: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
    const session = (this.#session ??= this.#open());
    session.users += 1;
    try {
      await session.connected;
      return await request(session.admin);
    } catch (error) {
      if (this.#session === session) this.#session = undefined;
      throw unavailable(what, error);
    } finally {
      session.users -= 1;
      if (session.users === 0 && session !== this.#session) await session.admin.disconnect().catch(() => undefined);
    }
  }

  async #partitions(topics: readonly string[]): Promise<Map<string, number>> {
    if (topics.length === 0) return new Map();
    const metadata = await this.#ask('describe topics', (admin) => admin.fetchTopicMetadata({ topics: [...topics] }));
    return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]));
  }

  async #check(specs: readonly TopicSpec[]): Promise<void> {
    const counts = await this.#partitions(specs.map(({ topic }) => topic));
    for (const { topic, partitions } of specs) {
      const found = counts.get(topic);
      if (found === partitions) continue;
      const message = `The topic ${topic} has ${found} partitions, not ${partitions}: the number is fixed for a log's life.`;
      throw new PipelineError('CONFIG_INVALID', message);
    }
  }

  /** Sets the given limits and keeps every other setting that somebody made for the topic. */
  async #limit(specs: readonly TopicSpec[]): Promise<void> {
    const type = kafkajs.ConfigResourceTypes.TOPIC;
    const asked = { includeSynonyms: false, resources: specs.map(({ topic }) => ({ type, name: topic })) };
    const { resources } = await this.#ask('read topic settings', (admin) => admin.describeConfigs(asked));
    const changes = specs.flatMap((spec) => {
      const now = resources.find(({ resourceName }) => resourceName === spec.topic)?.configEntries ?? [];
      const wanted = entriesOf(spec);
      const isSame = wanted.every(({ name, value }) =>
        now.some((entry) => entry.configName === name && entry.configValue === value),
      );
      const kept = now
        .filter((entry) => !entry.isDefault && !entry.readOnly && !wanted.some(({ name }) => name === entry.configName))
        .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
      return isSame ? [] : [{ type, name: spec.topic, configEntries: [...kept, ...wanted] }];
    });
    if (changes.length === 0) return;
    await this.#ask('change topic settings', (admin) =>
      admin.alterConfigs({ validateOnly: false, resources: changes }),
    );
  }

  async #load(topic: string): Promise<TopicInfo> {
    const existing = await this.#ask('list topics', (admin) => admin.listTopics());
    if (!existing.includes(topic)) {
      throw new PipelineError('CONFIG_INVALID', `The topic ${topic} does not exist: create it with ensureTopics.`);
    }
    const partitions = (await this.#partitions([topic])).get(topic) ?? 0;
    return { partitions, maxMessageBytes: await this.#maxMessageBytes(topic) };
  }

  async #maxMessageBytes(topic: string): Promise<number> {
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['max.message.bytes'] }];
    try {
      const answer = await this.#ask('read topic settings', (admin) =>
        admin.describeConfigs({ includeSynonyms: false, resources }),
      );
      return Number(answer.resources[0]?.configEntries[0]?.configValue ?? brokerDefaultMaxBytes);
    } catch {
      // Reading settings may be forbidden to us; the broker's default is what an ordinary topic has.
      return brokerDefaultMaxBytes;
    }
  }
}
