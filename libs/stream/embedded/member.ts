import { randomUUID } from 'node:crypto';
import { type Clock, type Logger, messageOf } from '#runtime';
import { Budget } from '../budget.ts';
import { takeByTime } from '../by-time.ts';
import { logTooShort, memberStalled, messagesGone, ownerLost } from '../faults.ts';
import type { JoinOptions, Member, Position, StreamMessage, TakeLimit } from '../stream.ts';
import { beatMember, dropMembers, type Group, joinGroup, releasePartitions } from './group.ts';
import type { Groups } from './groups.ts';
import type { Log } from './log.ts';
import { LogSource } from './log-source.ts';
import { isDead, type ProcessIdentity } from './process.ts';
import type { Pulse } from './pulse.ts';

const tickMs = 100;
const beatMs = 2_000;
/** A member that cannot be seen to be dead is taken for dead when its beat stands still for so long. */
const leaseMs = 10_000;
const defaultStallMs = 300_000;
/** A take that waits is not stalled, and says so this often. */
const signOfLifeMs = 1_000;

interface Owned {
  readonly epoch: number;
  /** Aborts when the partition is revoked. */
  readonly revoked: AbortController;
  readonly next: Map<string, bigint>;
}

interface MemberOptions {
  readonly join: JoinOptions;
  readonly partitions: number;
  readonly process: ProcessIdentity;
  readonly groups: Groups;
  readonly log: Log;
  readonly pulse: Pulse;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A member of a group kept in LMDB. It reads messages when asked, so nothing is buffered. */
export class EmbeddedMember implements Member {
  readonly bufferedBytes = 0;
  readonly #options: MemberOptions;
  readonly #owned = new Map<number, Owned>();
  readonly #stopping = new AbortController();
  readonly #beats = new Map<string, { beat: number; since: number }>();
  #id: string = randomUUID();
  #lastBeat: number;
  #lastCall: number;
  #upkeep: Promise<unknown> = Promise.resolve();
  #left: Promise<void> | undefined;

  private constructor(options: MemberOptions) {
    this.#options = options;
    this.#lastBeat = options.clock.monotonic();
    this.#lastCall = this.#lastBeat;
  }

  /** Joins and begins to look after the membership; partitions come through `onAssigned`. */
  static async join(options: MemberOptions): Promise<EmbeddedMember> {
    const member = new EmbeddedMember(options);
    await member.#register();
    member.#upkeep = Promise.all([member.#repeat(() => member.#follow()), member.#repeat(() => member.#watch())]);
    return member;
  }

  seek(topic: string, partition: number, offset: bigint): void {
    this.#own(partition).next.set(topic, offset);
  }

  async take(partition: number, limit: TakeLimit): Promise<StreamMessage[]> {
    const { clock, pulse } = this.#options;
    const owned = this.#own(partition);
    const revoked = owned.revoked.signal;
    const deadline = clock.monotonic() + limit.waitMs;
    for (;;) {
      const seen = pulse.current();
      if (revoked.aborted || limit.signal?.aborted) return [];
      const messages = this.#read(partition, owned, limit);
      const leftMs = deadline - clock.monotonic();
      if (messages.length > 0 || leftMs <= 0) return messages;
      await pulse.wait(seen, Math.min(leftMs, signOfLifeMs), revoked, limit.signal);
      this.#lastCall = clock.monotonic();
    }
  }

  async committed(partition: number): Promise<ReadonlyMap<string, Position>> {
    this.#own(partition);
    const { join, groups } = this.#options;
    return groups.positions(join.group, join.topics, partition);
  }

  async commit(partition: number, positions: ReadonlyMap<string, Position>): Promise<void> {
    const { epoch } = this.#own(partition);
    const { join, groups } = this.#options;
    await groups.commit({ group: join.group, member: this.#id, partition, epoch }, positions);
    this.#lastCall = this.#options.clock.monotonic();
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    this.#stopping.abort();
    const held = this.#forget([...this.#owned.keys()]);
    await this.#upkeep;
    if (held.length > 0) await this.#options.join.onRevoked(held);
    await this.#drop([this.#id]);
  }

  #own(partition: number): Owned {
    const owned = this.#owned.get(partition);
    if (!owned) throw ownerLost(this.#options.join.group, partition);
    this.#lastCall = this.#options.clock.monotonic();
    return owned;
  }

  #read(partition: number, owned: Owned, limit: TakeLimit): StreamMessage[] {
    const { join, log } = this.#options;
    const sources = join.topics.flatMap((topic) => {
      const from = owned.next.get(topic);
      return from === undefined ? [] : [new LogSource(log, { topic, partition, from })];
    });
    for (const { at, head } of sources) if (!head) this.#checkEnd(at);
    const messages = takeByTime(sources, new Budget(limit));
    const taken = new Set<string>();
    for (const { topic, offset } of messages) {
      const from = owned.next.get(topic) ?? 0n;
      if (!taken.has(topic) && offset > from) this.#report(messagesGone({ topic, partition, from, first: offset }));
      taken.add(topic);
      owned.next.set(topic, offset + 1n);
    }
    return messages;
  }

  #checkEnd(at: { topic: string; partition: number; from: bigint }): void {
    const next = this.#options.log.bounds(at.topic)[at.partition]?.next ?? 0n;
    if (at.from > next) throw logTooShort({ ...at, next });
  }

  async #register(): Promise<void> {
    const { process } = this.#options;
    await this.#change((group) => joinGroup(dropMembers(group, this.#dead(group)), this.#id, process));
  }

  #change(transition: (group: Group) => Group): Promise<Group> {
    const { groups, join, partitions } = this.#options;
    return groups.change(join.group, partitions, transition);
  }

  #drop(ids: readonly string[]): Promise<Group> {
    return this.#change((group) => (ids.some((id) => id in group.members) ? dropMembers(group, ids) : group));
  }

  async #repeat(turn: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await turn();
      } catch (error) {
        this.#report(error instanceof Error ? error : new Error(messageOf(error)));
      }
      await this.#options.clock.sleep(tickMs, signal);
    }
  }

  /** Follows the group's decisions about us; waits for the callbacks, however long they take. */
  async #follow(): Promise<void> {
    const { groups, join, log } = this.#options;
    log.appends();
    const group = groups.load(join.group);
    if (group && this.#id in group.members) return this.#reconcile(group);
    await this.#revoke([...this.#owned.keys()]);
    this.#id = randomUUID();
    await this.#register();
  }

  /** Shows that we live, notices who does not, and leaves when our own process has stopped working on its partitions. */
  async #watch(): Promise<void> {
    const { groups, join, clock } = this.#options;
    const group = groups.load(join.group);
    const dead = group ? this.#dead(group) : [];
    if (dead.length > 0) await this.#drop(dead);
    if (clock.monotonic() - this.#lastBeat >= beatMs) {
      this.#lastBeat = clock.monotonic();
      await this.#change((now) => beatMember(now, this.#id));
    }
    const stallMs = join.stallMs ?? defaultStallMs;
    if (this.#owned.size === 0 || clock.monotonic() - this.#lastCall <= stallMs) return;
    this.#report(memberStalled(join.group, stallMs));
    this.#stopping.abort();
    const held = this.#forget([...this.#owned.keys()]);
    await this.#drop([this.#id]);
    await join.onRevoked(held);
  }

  /** Brings what we hold in line with what the group says: first what was lost, then what others wait for, then what is new. */
  async #reconcile(group: Group): Promise<void> {
    const mine = group.partitions
      .map((one, partition) => ({ ...one, partition }))
      .filter(({ owner }) => owner === this.#id);
    const epochs = new Map(mine.map(({ partition, epoch }) => [partition, epoch]));
    await this.#revoke([...this.#owned].filter(([at, { epoch }]) => epochs.get(at) !== epoch).map(([at]) => at));
    const leaving = mine.filter(({ wanted }) => wanted !== this.#id).map(({ partition }) => partition);
    if (leaving.length > 0) {
      await this.#revoke(leaving);
      await this.#change((now) => releasePartitions(now, this.#id, leaving));
    }
    const fresh = mine.filter(({ partition, wanted }) => wanted === this.#id && !this.#owned.has(partition));
    if (fresh.length === 0 || this.#stopping.signal.aborted) return;
    for (const { partition, epoch } of fresh) {
      this.#owned.set(partition, { epoch, revoked: new AbortController(), next: new Map() });
    }
    this.#lastCall = this.#options.clock.monotonic();
    await this.#options.join.onAssigned(
      fresh.map(({ partition }) => partition),
      this,
    );
  }

  async #revoke(partitions: readonly number[]): Promise<void> {
    const held = this.#forget(partitions);
    if (held.length > 0) await this.#options.join.onRevoked(held);
  }

  /** From here on the partitions' calls fail and their waiting takes return. */
  #forget(partitions: readonly number[]): number[] {
    const held = partitions.filter((partition) => this.#owned.has(partition));
    for (const partition of held) {
      this.#owned.get(partition)?.revoked.abort();
      this.#owned.delete(partition);
    }
    return held;
  }

  #dead(group: Group): string[] {
    const now = this.#options.clock.monotonic();
    return Object.entries(group.members).flatMap(([id, { beat, process }]) => {
      if (id === this.#id) return [];
      if (isDead(process, this.#options.process)) return [id];
      const seen = this.#beats.get(id);
      if (seen?.beat === beat) return now - seen.since > leaseMs ? [id] : [];
      this.#beats.set(id, { beat, since: now });
      return [];
    });
  }

  #report(error: Error): void {
    this.#options.logger.warn({ group: this.#options.join.group, error: error.message }, 'stream');
    this.#options.join.onError?.(error);
  }
}
