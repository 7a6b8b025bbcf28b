import { type Clock, type Logger, messageOf, Retriable, systemClock } from '#runtime';
import { Budget } from '../budget.ts';
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
import { type Environment, openEnvironment } from './environment.ts';
import { Groups } from './groups.ts';
import { Log } from './log.ts';
import { EmbeddedMember } from './member.ts';
import { ownIdentity } from './process.ts';
import { Pulse } from './pulse.ts';

export interface EmbeddedStreamOptions {
  /** Created if missing. Any number of processes of one machine may have it open; it must not be on a network file system. */
  readonly directory: string;
  readonly clock?: Clock;
  readonly logger: Logger;
}

const trimEveryMs = 10_000;

/** Opens the durable log that needs no broker. An append is resolved when it is flushed to disk. */
export const openEmbeddedStream = (options: EmbeddedStreamOptions): Stream => new EmbeddedStream(options);

class EmbeddedStream implements Stream {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #environment: Environment;
  readonly #log: Log;
  readonly #groups: Groups;
  readonly #pulse: Pulse;
  readonly #process = ownIdentity();
  readonly #members = new Set<Member>();
  readonly #stopping = new AbortController();
  readonly #trimming: Promise<void>;
  #stopped: Promise<void> | undefined;

  constructor(options: EmbeddedStreamOptions) {
    const clock = options.clock ?? systemClock;
    const environment = openEnvironment(options.directory);
    this.#clock = clock;
    this.#logger = options.logger;
    this.#environment = environment;
    this.#log = new Log({ environment, clock });
    this.#groups = new Groups({ environment });
    this.#pulse = new Pulse({ count: () => this.#log.appends(), clock });
    this.#trimming = this.#keepTrimming();
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#assertOpen();
    await this.#log.ensureTopics(topics);
  }

  async append(topic: string, records: readonly StreamRecord[]): Promise<Appended[]> {
    this.#assertOpen();
    const places = await this.#log.append(topic, records);
    this.#pulse.ring();
    return places;
  }

  async bounds(topic: string): Promise<readonly PartitionBounds[]> {
    this.#assertOpen();
    this.#environment.refresh();
    return this.#log.bounds(topic);
  }

  async read(topic: string, partition: number, from: bigint, limit: ReadLimit): Promise<StreamMessage[]> {
    this.#assertOpen();
    this.#environment.refresh();
    return this.#log.read({ topic, partition, from }, new Budget(limit));
  }

  async join(join: JoinOptions): Promise<Member> {
    this.#assertOpen();
    const member = await EmbeddedMember.join({
      join,
      partitions: commonPartitions(
        join.group,
        new Map(join.topics.map((topic) => [topic, this.#log.partitions(topic)])),
      ),
      process: this.#process,
      groups: this.#groups,
      log: this.#log,
      pulse: this.#pulse,
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#members.add(member);
    return member;
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, Position>> {
    this.#assertOpen();
    this.#environment.refresh();
    const found = new Map<number, Position>();
    for (let partition = 0; partition < this.#log.partitions(topic); partition++) {
      const position = this.#groups.positions(group, [topic], partition).get(topic);
      if (position) found.set(partition, position);
    }
    return found;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#members].map((member) => member.leave()));
    await this.#trimming;
    await this.#environment.close();
  }

  #assertOpen(): void {
    if (this.#stopped) throw new Retriable('STREAM_UNAVAILABLE', 'This embedded stream is stopped.');
  }

  async #keepTrimming(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let isMore = false;
      try {
        isMore = await this.#log.trim();
        if (!isMore) this.#environment.forgetDeadReaders();
      } catch (error) {
        this.#logger.warn({ error: messageOf(error) }, 'retention failed, trying again');
      }
      await this.#clock.sleep(isMore ? 1 : trimEveryMs, signal);
    }
  }
}
