import type kafkajs from 'kafkajs';
import { type Clock, type Logger, messageOf } from '#runtime';
import { Bell } from '../bell.ts';
import { logTooShort, messagesGone } from '../faults.ts';
import { ReadAhead } from './buffer.ts';
import { connectCluster, unavailable } from './client.ts';
import { type Fetched, fetchOnce, type Want } from './fetch.ts';

const longPollMs = 150;
const backOffMs = { first: 100, most: 2_000 };
const leastRoomBytes = 256 * 1024;

interface AheadWant extends Want {
  readonly ahead: ReadAhead;
  readonly seeks: number;
}

/** Reads ahead for all partitions of a member, within `bufferBytes`, over a connection of its own. */
export class Prefetcher {
  readonly #options: {
    client: kafkajs.Kafka;
    topics: readonly string[];
    bufferBytes: number;
    clock: Clock;
    logger: Logger;
  };
  readonly #aheads = new Map<number, ReadAhead[]>();
  readonly #bell: Bell;
  readonly #filled: () => void;
  readonly #onError: (error: Error) => void;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #turn = 0;

  constructor(options: {
    client: kafkajs.Kafka;
    topics: readonly string[];
    bufferBytes: number;
    clock: Clock;
    logger: Logger;
    /** Something can be taken, or a take must fail. */
    onFilled: () => void;
    onError: (error: Error) => void;
  }) {
    this.#options = options;
    this.#bell = new Bell({ clock: options.clock });
    this.#filled = options.onFilled;
    this.#onError = options.onError;
  }

  get bytes(): number {
    return this.#all().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The partition's buffers, one a topic; empty until each is sought. */
  open(partition: number): ReadAhead[] {
    const aheads = this.#options.topics.map((topic) => new ReadAhead(topic, partition));
    this.#aheads.set(partition, aheads);
    return aheads;
  }

  close(partition: number): void {
    this.#aheads.delete(partition);
  }

  /** There is more to fetch: a seek, or room. */
  ring(): void {
    this.#bell.ring();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  #all(): ReadAhead[] {
    return [...this.#aheads.values()].flat();
  }

  async #run(): Promise<void> {
    const { clock, client, topics } = this.#options;
    const { signal } = this.#stopping;
    let cluster: kafkajs.Cluster | undefined;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (!cluster) {
          cluster = await connectCluster(client);
          await cluster.addMultipleTargetTopics([...topics]);
        }
        await this.#fetch(cluster);
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#options.logger.warn({ error: messageOf(error), failures }, 'reading from Kafka failed, trying again');
        if (failures === 5) this.#onError(unavailable(`read ${topics.join(', ')}`, error));
        await cluster?.disconnect().catch(() => undefined);
        cluster = undefined;
        await clock.sleep(Math.min(backOffMs.most, backOffMs.first * 2 ** failures), signal);
      }
    }
    await cluster?.disconnect().catch(() => undefined);
  }

  async #fetch(cluster: kafkajs.Cluster): Promise<void> {
    await cluster.refreshMetadataIfNecessary();
    const wants = this.#wants();
    if (wants.length === 0) return this.#bell.wait(1_000, this.#stopping.signal);
    for (const fetched of await fetchOnce(cluster, wants, longPollMs)) {
      const { ahead, seeks } = fetched.want;
      const isStale = ahead.seeks !== seeks || !this.#aheads.get(ahead.partition)?.includes(ahead);
      if (isStale) continue;
      if (fetched.isOutOfRange) await this.#findFirst(cluster, fetched.want);
      else this.#accept(fetched);
    }
  }

  #accept(fetched: Extract<Fetched<AheadWant>, { isOutOfRange: false }>): void {
    const { ahead } = fetched.want;
    const { horizon } = ahead;
    ahead.accept(fetched, this.#room());
    if (fetched.messages.length > 0 || ahead.horizon !== horizon) this.#filled();
  }

  /** Each buffer's share of the whole. */
  #room(): number {
    return Math.max(leastRoomBytes, Math.floor(this.#options.bufferBytes / Math.max(1, this.#all().length)));
  }

  #wants(): AheadWant[] {
    const room = this.#room();
    const wants = this.#all().flatMap((ahead) => {
      if (ahead.position === undefined || ahead.fault || ahead.bytes > room / 2) return [];
      const { topic, partition, position: from, seeks } = ahead;
      return [{ topic, partition, from, maxBytes: Math.min(ahead.chunkBytes, room), ahead, seeks }];
    });
    // Kafka serves the first partitions of a request first, and only the first gets a batch that is larger than asked for.
    this.#turn += 1;
    const first = wants.length === 0 ? 0 : this.#turn % wants.length;
    return [...wants.slice(first), ...wants.slice(0, first)];
  }

  async #findFirst(cluster: kafkajs.Cluster, want: AheadWant): Promise<void> {
    const { topic, partition, from, ahead } = want;
    const ask = async (fromBeginning: boolean): Promise<bigint> => {
      const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }]);
      return BigInt(answer?.partitions[0]?.offset ?? -1);
    };
    const [first, next] = [await ask(true), await ask(false)];
    if (ahead.seeks !== want.seeks) return;
    if (from < first) {
      this.#onError(messagesGone({ topic, partition, from, first }));
      ahead.seek(first);
    } else if (from > next) {
      ahead.fault = logTooShort({ topic, partition, from, next });
      this.#filled();
    }
  }
}
