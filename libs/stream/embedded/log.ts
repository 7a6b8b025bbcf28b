import { type Clock, InvalidMessage, PipelineError } from '#runtime';
import type { Budget } from '../budget.ts';
import { partitionOf } from '../partition.ts';
import type { Appended, PartitionBounds, StreamMessage, StreamRecord, TopicSpec } from '../stream.ts';
import type { Environment } from './environment.ts';
import { decodeMessage, encodeMessage, timestampOf } from './message.ts';

/** What is stored of a partition beside its messages. `bytes` counts the stored messages. */
interface Head {
  first: bigint;
  next: bigint;
  bytes: number;
}

interface Topic extends TopicSpec {
  readonly id: number;
}

const topicsKey = Buffer.from('topics');
const appendsKey = Buffer.from('appends');
const defaultMaxMessageBytes = 12 * 1024 * 1024;
/** Messages removed at most in one transaction beyond those just appended, so that no append waits for a large clean-up. */
const trimStep = 64;

function headKey(topic: Topic, partition: number): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeUInt32BE(topic.id, 0);
  key.writeUInt32BE(partition, 4);
  return key;
}

function messageKey(topic: Topic, partition: number, offset: bigint): Buffer {
  const key = Buffer.allocUnsafe(16);
  key.writeUInt32BE(topic.id, 0);
  key.writeUInt32BE(partition, 4);
  key.writeBigUInt64BE(offset, 8);
  return key;
}

/** The partitioned log in LMDB, without groups. Reads see what this process has read last or `refresh`ed. */
export class Log {
  readonly #environment: Environment;
  readonly #clock: Clock;
  #topics: ReadonlyMap<string, Topic> = new Map();

  constructor(options: { environment: Environment; clock: Clock }) {
    this.#environment = options.environment;
    this.#clock = options.clock;
  }

  /** Counts every append of every process; a change means that there may be something to read. */
  appends(): bigint {
    this.#environment.refresh();
    return this.#environment.meta.get(appendsKey)?.readBigUInt64BE(0) ?? 0n;
  }

  /** The number of partitions; throws CONFIG_INVALID for a topic that was never created. */
  partitions(topic: string): number {
    return this.#topic(topic).partitions;
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    this.#topics = await this.#environment.write(() => {
      const topics = this.#loadTopics();
      for (const spec of specs) checkSpec(spec, topics.get(spec.topic));
      for (const spec of specs) topics.set(spec.topic, { id: topics.size, ...topics.get(spec.topic), ...spec });
      this.#environment.meta.put(topicsKey, Buffer.from(JSON.stringify([...topics.values()])));
      return topics;
    });
  }

  async append(name: string, records: readonly StreamRecord[]): Promise<Appended[]> {
    const topic = this.#topic(name);
    const now = this.#clock.now();
    const limit = topic.maxMessageBytes ?? defaultMaxMessageBytes;
    const stored = records.map((record) => {
      if (record.value.length > limit) {
        const reason = `A message of ${record.value.length} bytes for ${name} is larger than the topic's ${limit} bytes`;
        throw new InvalidMessage('MESSAGE_INVALID', `${reason}: send smaller batches, or raise maxMessageBytes.`);
      }
      return { partition: partitionOf(record.key, topic.partitions), value: encodeMessage(record, now) };
    });
    if (stored.length === 0) return [];
    return this.#environment.write(() => {
      const heads = new Map<number, Head>();
      const places = stored.map(({ partition, value }) => {
        const head = heads.get(partition) ?? this.#head(topic, partition);
        heads.set(partition, head);
        const offset = head.next;
        this.#environment.log.put(messageKey(topic, partition, offset), value);
        head.next += 1n;
        head.bytes += value.length;
        return { partition, offset };
      });
      for (const [partition, head] of heads) {
        this.#trim({ topic, partition, head, most: stored.length + trimStep, now });
        this.#putHead(topic, partition, head);
      }
      const appends = Buffer.allocUnsafe(8);
      appends.writeBigUInt64BE((this.#environment.meta.get(appendsKey)?.readBigUInt64BE(0) ?? 0n) + 1n);
      this.#environment.meta.put(appendsKey, appends);
      return places;
    });
  }

  bounds(name: string): readonly PartitionBounds[] {
    const topic = this.#topic(name);
    return Array.from({ length: topic.partitions }, (_, partition) => {
      const { first, next } = this.#head(topic, partition);
      return { partition, first, next };
    });
  }

  /** Messages from `from` on; the caller compares the first offset with `from` to see what retention has removed. */
  read(at: { topic: string; partition: number; from: bigint }, budget: Budget): StreamMessage[] {
    const topic = this.#topic(at.topic);
    const head = this.#head(topic, at.partition);
    const messages: StreamMessage[] = [];
    for (
      let offset = at.from < head.first ? head.first : at.from;
      offset < head.next && !budget.isSpent;
      offset += 1n
    ) {
      const stored = this.#environment.log.get(messageKey(topic, at.partition, offset));
      if (!stored || !budget.spend(stored.length)) break;
      messages.push(decodeMessage(stored, { topic: at.topic, partition: at.partition, offset }));
    }
    return messages;
  }

  /** Removes some of what is past retention; true when there was something, so that the caller comes again. */
  async trim(): Promise<boolean> {
    this.#environment.refresh();
    this.#topics = this.#loadTopics();
    let isMore = false;
    for (const topic of this.#topics.values()) {
      for (let partition = 0; partition < topic.partitions; partition += 1) {
        if (!this.#isPastRetention(topic, partition, this.#head(topic, partition), this.#clock.now())) continue;
        isMore = true;
        await this.#environment.write(() => {
          const head = this.#head(topic, partition);
          this.#trim({ topic, partition, head, most: trimStep, now: this.#clock.now() });
          this.#putHead(topic, partition, head);
        });
      }
    }
    return isMore;
  }

  #trim(step: { topic: Topic; partition: number; head: Head; most: number; now: number }): void {
    const { topic, partition, head } = step;
    for (let count = 0; count < step.most && this.#isPastRetention(topic, partition, head, step.now); count += 1) {
      const key = messageKey(topic, partition, head.first);
      head.bytes -= this.#environment.log.get(key)?.length ?? 0;
      this.#environment.log.remove(key);
      head.first += 1n;
    }
  }

  #isPastRetention(topic: Topic, partition: number, head: Head, now: number): boolean {
    if (head.first >= head.next) return false;
    if (topic.retentionBytes !== undefined && head.bytes > topic.retentionBytes && head.next - head.first > 1n)
      return true;
    if (topic.retentionMs === undefined) return false;
    const oldest = this.#environment.log.get(messageKey(topic, partition, head.first));
    return oldest !== undefined && timestampOf(oldest) < now - topic.retentionMs;
  }

  #head(topic: Topic, partition: number): Head {
    const stored = this.#environment.heads.get(headKey(topic, partition));
    if (!stored) return { first: 0n, next: 0n, bytes: 0 };
    return { first: stored.readBigUInt64BE(0), next: stored.readBigUInt64BE(8), bytes: stored.readDoubleBE(16) };
  }

  #putHead(topic: Topic, partition: number, head: Head): void {
    const stored = Buffer.allocUnsafe(24);
    stored.writeBigUInt64BE(head.first, 0);
    stored.writeBigUInt64BE(head.next, 8);
    stored.writeDoubleBE(head.bytes, 16);
    this.#environment.heads.put(headKey(topic, partition), stored);
  }

  #topic(name: string): Topic {
    const known = this.#topics.get(name);
    if (known) return known;
    this.#environment.refresh();
    this.#topics = this.#loadTopics();
    const topic = this.#topics.get(name);
    if (!topic)
      throw new PipelineError('CONFIG_INVALID', `The topic ${name} does not exist: create it with ensureTopics.`);
    return topic;
  }

  #loadTopics(): Map<string, Topic> {
    const stored = this.#environment.meta.get(topicsKey);
    const topics = stored ? (JSON.parse(stored.toString('utf8')) as Topic[]) : [];
    return new Map(topics.map((topic) => [topic.topic, topic]));
  }
}

function checkSpec(spec: TopicSpec, existing: Topic | undefined): void {
  if (!Number.isInteger(spec.partitions) || spec.partitions < 1) {
    throw new PipelineError(
      'CONFIG_INVALID',
      `The topic ${spec.topic} needs at least one partition, not ${spec.partitions}.`,
    );
  }
  if (!existing || existing.partitions === spec.partitions) return;
  const counts = `has ${existing.partitions} partitions, not ${spec.partitions}`;
  throw new PipelineError('CONFIG_INVALID', `The topic ${spec.topic} ${counts}: the number is fixed for a log's life.`);
}
