import type kafkajs from 'kafkajs';
import { type Clock, messageOf, Retriable } from '#runtime';
import { coPartitionAssigner } from './assigner.ts';

/** Where the group has put us: valid for commits once the coordinator has confirmed the generation by a heartbeat. */
export interface Standing {
  readonly memberId: string;
  readonly generation: number;
  readonly partitions: readonly number[];
}

interface MembershipOptions {
  readonly client: kafkajs.Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly clock: Clock;
  readonly owned: () => readonly number[];
  /** Partitions outside of `partitions` are lost, now. Called before the new owners can know. */
  readonly onJoined: (partitions: readonly number[]) => void;
  readonly onConfirmed: (standing: Standing) => void;
  /** The membership is gone; all partitions are lost. A new one is being sought. */
  readonly onLost: () => void;
  readonly onError: (error: Error) => void;
}

const heartbeatMs = 500;
const loopMs = 100;
const restartMs = { first: 200, most: 5_000 };

/**
 * Membership in a Kafka consumer group and nothing else: kafkajs joins, heartbeats and rebalances with all partitions paused,
 * so it never fetches, never moves an offset by itself, and its heartbeats do not depend on what the taker does.
 * A consumer that crashes is replaced by a new one until `stop`.
 */
export class Membership {
  readonly #options: MembershipOptions;
  #cluster: kafkajs.Cluster | undefined;
  #coordinator: kafkajs.Broker | undefined;
  #joined: { memberId: string; partitions: readonly number[] } | undefined;
  #failures = 0;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#keepRunning();
  }

  /** The group's coordinator; kept until `forgetCoordinator`. */
  async coordinator(): Promise<kafkajs.Broker> {
    if (this.#coordinator?.isConnected()) return this.#coordinator;
    if (!this.#cluster)
      throw new Retriable('STREAM_UNAVAILABLE', `The group ${this.#options.group} has no connection yet.`);
    this.#coordinator = await this.#cluster.findGroupCoordinator({ groupId: this.#options.group });
    return this.#coordinator;
  }

  forgetCoordinator(): void {
    this.#coordinator = undefined;
  }

  /** Leaves the group, so that others need not wait for the session to expire. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const crash = await this.#runOnce();
      if (signal.aborted) break;
      this.#options.onLost();
      if (crash) this.#options.onError(crash);
      const waitMs = Math.min(restartMs.most, restartMs.first * 2 ** this.#failures);
      this.#failures += 1;
      await this.#options.clock.sleep(waitMs, signal);
    }
  }

  /** Lives one consumer to its end: its crash, or ours. */
  async #runOnce(): Promise<Error | undefined> {
    const { client, group, topics, sessionTimeoutMs } = this.#options;
    const consumer = client.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: loopMs,
      allowAutoTopicCreation: false,
      partitionAssigners: [
        coPartitionAssigner({ owned: this.#options.owned, capture: (cluster) => (this.#cluster = cluster) }),
      ],
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#coordinator = undefined;
    this.#joined = undefined;
    const crashed = this.#listen(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics] });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => Promise.resolve() });
      return await Promise.race([crashed, this.#stopped()]);
    } catch (error) {
      return unexpected(group, error);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  }

  #stopped(): Promise<undefined> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  }

  #listen(consumer: kafkajs.Consumer): Promise<Error> {
    const { group, topics } = this.#options;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (this.#stopping.signal.aborted) return;
      // kafkajs tells us before it fetches, so nothing is ever fetched here.
      consumer.pause(topics.map((topic) => ({ topic })));
      const partitions = [...new Set(Object.values(payload.memberAssignment).flat())].sort((one, other) => one - other);
      this.#joined = { memberId: payload.memberId, partitions };
      this.#options.onJoined(partitions);
    });
    consumer.on(consumer.events.HEARTBEAT, ({ payload }) => {
      const joined = this.#joined;
      if (joined?.memberId !== payload.memberId || this.#stopping.signal.aborted) return;
      this.#joined = undefined;
      this.#failures = 0;
      this.#options.onConfirmed({ ...joined, generation: payload.groupGenerationId });
    });
    return new Promise((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(unexpected(group, payload.error)));
    });
  }
}

const unexpected = (group: string, error: unknown): Error =>
  new Retriable('STREAM_UNAVAILABLE', `The membership in ${group} ended: ${messageOf(error)}; joining again.`, {
    cause: error,
  });
