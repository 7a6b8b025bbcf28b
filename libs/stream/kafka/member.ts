import type kafkajs from 'kafkajs';
import { z } from 'zod';
import { type Clock, type Logger, PipelineError } from '#runtime';
import { Bell } from '../bell.ts';
import { Budget } from '../budget.ts';
import { takeByTime } from '../by-time.ts';
import { memberStalled, metadataTooLarge, ownerLost } from '../faults.ts';
import {
  type JoinOptions,
  maxMetadataBytes,
  type Member,
  type Position,
  type StreamMessage,
  type TakeLimit,
} from '../stream.ts';
import type { ReadAhead } from './buffer.ts';
import { faultOf, unavailable } from './client.ts';
import { Handover } from './handover.ts';
import { Membership, type Standing } from './membership.ts';
import { Prefetcher } from './prefetcher.ts';

const defaultStallMs = 300_000;
/** A take that waits is not stalled, and says so this often. */
const signOfLifeMs = 1_000;
const watchMs = 1_000;
const requestAttempts = 6;
/** Answers to a commit after which the group has to be joined again; whether the partition is still ours shows then. */
const regrouping = ['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS'];

const offsetFetchAnswer = z.object({
  responses: z.array(
    z.object({
      topic: z.string(),
      partitions: z.array(z.object({ partition: z.number(), offset: z.string(), metadata: z.string().nullable() })),
    }),
  ),
});

interface Owned {
  readonly revoked: AbortController;
  readonly aheads: readonly ReadAhead[];
}

export interface KafkaMemberOptions {
  readonly client: kafkajs.Kafka;
  readonly join: JoinOptions;
  readonly sessionTimeoutMs: number;
  readonly bufferBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A member of a Kafka consumer group; reads ahead for its partitions within a bound. */
export class KafkaMember implements Member {
  readonly #options: KafkaMemberOptions;
  readonly #membership: Membership;
  readonly #prefetcher: Prefetcher;
  readonly #bell: Bell;
  readonly #handover: Handover;
  readonly #owned = new Map<number, Owned>();
  readonly #stopping = new AbortController();
  #standing: Standing | undefined;
  /** The standing that the partitions we hold were confirmed with. */
  #former: Standing | undefined;
  #watching: Promise<void> = Promise.resolve();
  #lastCall: number;
  #left: Promise<void> | undefined;

  constructor(options: KafkaMemberOptions) {
    const { client, join, clock, logger } = options;
    this.#options = options;
    this.#lastCall = clock.monotonic();
    this.#bell = new Bell({ clock });
    this.#handover = new Handover({
      onLost: (partitions) => this.#guard(() => join.onRevoked(partitions)),
      onGained: (partitions) => this.#guard(() => join.onAssigned(partitions, this)),
    });
    const onError = (error: Error): void => this.#report(error);
    this.#prefetcher = new Prefetcher({
      client,
      topics: join.topics,
      bufferBytes: options.bufferBytes,
      clock,
      logger,
      onFilled: () => this.#bell.ring(),
      onError,
    });
    this.#membership = new Membership({
      client,
      group: join.group,
      topics: join.topics,
      sessionTimeoutMs: options.sessionTimeoutMs,
      clock,
      owned: () => [...this.#owned.keys()],
      onJoined: (partitions) => this.#joined(partitions),
      onConfirmed: (standing) => this.#confirmed(standing),
      onLost: () => this.#lost(),
      onError,
    });
  }

  /** Begins; partitions come through `onAssigned`. */
  start(): void {
    this.#prefetcher.start();
    this.#membership.start();
    this.#watching = this.#watch();
  }

  get bufferedBytes(): number {
    return this.#prefetcher.bytes;
  }

  seek(topic: string, partition: number, offset: bigint): void {
    this.#own(partition)
      .aheads.find((ahead) => ahead.topic === topic)
      ?.seek(offset);
    this.#prefetcher.ring();
  }

  async take(partition: number, limit: TakeLimit): Promise<StreamMessage[]> {
    const { clock } = this.#options;
    const owned = this.#own(partition);
    const revoked = owned.revoked.signal;
    const deadline = clock.monotonic() + limit.waitMs;
    for (;;) {
      if (revoked.aborted || limit.signal?.aborted) return [];
      const messages = takeFrom(owned, limit);
      const leftMs = deadline - clock.monotonic();
      if (messages.length > 0) this.#prefetcher.ring();
      if (messages.length > 0 || leftMs <= 0) return messages;
      await this.#bell.wait(Math.min(leftMs, signOfLifeMs), revoked, limit.signal);
      this.#lastCall = clock.monotonic();
    }
  }

  async committed(partition: number): Promise<ReadonlyMap<string, Position>> {
    this.#own(partition);
    const { group, topics } = this.#options.join;
    const answer = await this.#ask('read positions', async (coordinator) => {
      // kafkajs types this request by its answer; it sends only the partition numbers.
      const asked = topics.map((topic) => ({ topic, partitions: [{ partition, offset: '0' }] }));
      return offsetFetchAnswer.parse(await coordinator.offsetFetch({ groupId: group, topics: asked }));
    });
    const found = answer.responses.flatMap(({ topic, partitions }) =>
      partitions.map(({ offset, metadata }) => [topic, { offset: BigInt(offset), metadata: metadata ?? '' }] as const),
    );
    return new Map(found.filter(([, { offset }]) => offset >= 0n));
  }

  async commit(partition: number, positions: ReadonlyMap<string, Position>): Promise<void> {
    const owned = this.#own(partition);
    for (const [topic, { metadata }] of positions) {
      const bytes = Buffer.byteLength(metadata, 'utf8');
      if (bytes > maxMetadataBytes) throw metadataTooLarge(topic, bytes);
    }
    const { group } = this.#options.join;
    const topics = [...positions].map(([topic, { offset, metadata }]) => ({
      topic,
      partitions: [{ partition, offset: String(offset), metadata }],
    }));
    for (;;) {
      const standing = await this.#standingFor(partition, owned);
      const { memberId, generation } = standing;
      const outcome = await this.#ask('store positions', async (coordinator) => {
        try {
          await coordinator.offsetCommit({ groupId: group, memberId, groupGenerationId: generation, topics });
          return 'stored';
        } catch (error) {
          if (regrouping.includes(faultOf(error).type)) return 'regrouping';
          throw error;
        }
      });
      this.#lastCall = this.#options.clock.monotonic();
      if (outcome === 'stored') return;
      if (this.#standing === standing) this.#standing = undefined;
    }
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    this.#stopping.abort();
    this.#forget([...this.#owned.keys()]);
    await this.#handover.settled();
    await this.#watching;
    await Promise.all([this.#membership.stop(), this.#prefetcher.stop()]);
  }

  #own(partition: number): Owned {
    const owned = this.#owned.get(partition);
    if (!owned) throw ownerLost(this.#options.join.group, partition);
    this.#lastCall = this.#options.clock.monotonic();
    return owned;
  }

  /** Waits for a confirmed generation in which the partition is still held as it was when `owned` was given out. */
  async #standingFor(partition: number, owned: Owned): Promise<Standing> {
    const { clock, sessionTimeoutMs, join } = this.#options;
    const deadline = clock.monotonic() + 3 * sessionTimeoutMs;
    while (this.#owned.get(partition) === owned) {
      if (this.#standing) return this.#standing;
      const leftMs = deadline - clock.monotonic();
      if (leftMs <= 0) throw unavailable('store positions', new Error('the group did not settle in time'));
      await this.#bell.wait(leftMs, owned.revoked.signal);
    }
    throw ownerLost(join.group, partition);
  }

  async #ask<T>(what: string, request: (coordinator: kafkajs.Broker) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request(await this.#membership.coordinator());
      } catch (error) {
        this.#membership.forgetCoordinator();
        if (attempt === requestAttempts || this.#stopping.signal.aborted) throw unavailable(what, error);
        await this.#options.clock.sleep(100 * 2 ** attempt, this.#stopping.signal);
      }
    }
  }

  #joined(partitions: readonly number[]): void {
    this.#standing = undefined;
    this.#forget([...this.#owned.keys()].filter((partition) => !partitions.includes(partition)));
  }

  #confirmed(standing: Standing): void {
    const former = this.#former;
    // Without a break in the membership nobody else can have had our partitions in between.
    const isNext = former?.memberId === standing.memberId && former.generation + 1 === standing.generation;
    if (!isNext) this.#forget([...this.#owned.keys()]);
    this.#standing = standing;
    this.#former = standing;
    const fresh = standing.partitions.filter((partition) => !this.#owned.has(partition));
    for (const partition of fresh) {
      this.#owned.set(partition, { revoked: new AbortController(), aheads: this.#prefetcher.open(partition) });
    }
    this.#lastCall = this.#options.clock.monotonic();
    this.#bell.ring();
    this.#handover.gain(fresh);
  }

  #lost(): void {
    this.#standing = undefined;
    this.#former = undefined;
    this.#forget([...this.#owned.keys()]);
  }

  #forget(partitions: readonly number[]): void {
    for (const partition of partitions) {
      this.#owned.get(partition)?.revoked.abort();
      this.#owned.delete(partition);
      this.#prefetcher.close(partition);
    }
    this.#handover.lose(partitions);
  }

  async #guard(callback: () => Promise<void> | void): Promise<void> {
    try {
      await callback();
    } catch (error) {
      this.#report(error instanceof Error ? error : new PipelineError('STREAM_UNAVAILABLE', String(error)));
    }
  }

  /** Heartbeats go on whatever the taker does, so a taker that hangs must be noticed here. */
  async #watch(): Promise<void> {
    const { join, clock } = this.#options;
    const stallMs = join.stallMs ?? defaultStallMs;
    while (!this.#stopping.signal.aborted) {
      await clock.sleep(Math.min(watchMs, stallMs), this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      if (this.#owned.size === 0 || clock.monotonic() - this.#lastCall <= stallMs) continue;
      this.#report(memberStalled(join.group, stallMs));
      this.#stopping.abort();
      this.#forget([...this.#owned.keys()]);
      await Promise.all([this.#membership.stop(), this.#prefetcher.stop()]);
    }
  }

  #report(error: Error): void {
    this.#options.logger.warn({ group: this.#options.join.group, error: error.message }, 'stream');
    this.#options.join.onError?.(error);
  }
}

function takeFrom(owned: Owned, limit: TakeLimit): StreamMessage[] {
  const { aheads } = owned;
  const fault = aheads.find((ahead) => ahead.fault)?.fault;
  if (fault) throw fault;
  return takeByTime(
    aheads.filter(({ position }) => position !== undefined),
    new Budget(limit),
  );
}
