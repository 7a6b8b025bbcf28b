/** One record to append; records with the same key keep their order and share a partition. */
export interface StreamRecord {
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One record as it lies in the log. `timestamp` is the time of its append in ms since the epoch. */
export interface StreamMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** A topic as it should be; limits left out are the adapter's own (Kafka: the broker's; embedded: keep everything, 12 MB). */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly retentionMs?: number;
  /** Per partition. */
  readonly retentionBytes?: number;
  readonly maxMessageBytes?: number;
}

/** What a partition holds: offsets `first` (inclusive) to `next` (exclusive). */
export interface PartitionBounds {
  readonly partition: number;
  readonly first: bigint;
  readonly next: bigint;
}

/** How much one call may return. The first message is returned even if it alone is larger than `bytes`. */
export interface ReadLimit {
  readonly messages: number;
  readonly bytes: number;
}

/** How much one `take` may return and how long it may wait for a first message. */
export interface TakeLimit extends ReadLimit {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** Where a record was put. */
export interface Appended {
  readonly partition: number;
  readonly offset: bigint;
}

/** A group's position in one topic of a partition: the offset to go on from, and up to 4 kB of the group's own text. */
export interface Position {
  readonly offset: bigint;
  readonly metadata: string;
}

export interface JoinOptions {
  readonly group: string;
  /** All with the same number of partitions; partition p of every topic goes to the same member. */
  readonly topics: readonly string[];
  /**
   * The partitions are ours from now on. Seek every topic of them; nothing is delivered for a topic before its seek.
   * Comes with the member, since it may be called before `join` has resolved. May take long: the membership lives on.
   */
  onAssigned(partitions: readonly number[], member: Member): Promise<void> | void;
  /** The partitions are no longer ours: takes return nothing and commits are refused already. */
  onRevoked(partitions: readonly number[]): Promise<void> | void;
  /** What went wrong beside the calls: messages lost to retention (STREAM_LOST), a stalled member, a lost coordinator. */
  onError?(error: Error): void;
  /** A member that owns partitions and neither takes nor commits for so long leaves the group (default 5 minutes). */
  readonly stallMs?: number;
}

/** One member of a consumer group. Calls for a partition that is not (or no longer) ours throw OWNER_LOST. */
export interface Member {
  /** Bytes of messages read ahead and not yet taken; bounded whatever the taker does. */
  readonly bufferedBytes: number;
  /** Sets where the next `take` starts. An offset that retention has removed resumes at the first kept one and is reported. */
  seek(topic: string, partition: number, offset: bigint): void;
  /**
   * The next messages of the partition's topics, in offset order within a topic, as soon as there are any; `[]` after
   * `waitMs`, on abort, or when the partition is revoked meanwhile. Throws STREAM_LOST when the log ends before the position.
   */
  take(partition: number, limit: TakeLimit): Promise<StreamMessage[]>;
  /** The group's positions by topic; topics never committed are absent. */
  committed(partition: number): Promise<ReadonlyMap<string, Position>>;
  /** Stores positions by topic, all or none; durable when resolved. */
  commit(partition: number, positions: ReadonlyMap<string, Position>): Promise<void>;
  /** Gives the partitions back at once (`onRevoked` is called); uncommitted messages go to the next owner. */
  leave(): Promise<void>;
}

/** A durable, partitioned log. Failures of the log itself are `Retriable` STREAM_UNAVAILABLE. */
export interface Stream {
  /** Creates what is missing and corrects limits; refuses a different number of partitions (CONFIG_INVALID). */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /**
   * Resolves when every record is durable, with their places in the order given. Order is kept per key, also between calls.
   * After a failure some of the records may be in the log all the same: append again and expect copies.
   */
  append(topic: string, records: readonly StreamRecord[]): Promise<Appended[]>;
  /** By partition, ascending. */
  bounds(topic: string): Promise<readonly PartitionBounds[]>;
  /** Reads without a group, `[]` at the end; starts at the first kept message when `from` lies before it. */
  read(topic: string, partition: number, from: bigint, limit: ReadLimit): Promise<StreamMessage[]>;
  join(options: JoinOptions): Promise<Member>;
  /** What a group has committed of a topic, by partition; partitions that were never committed are absent. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, Position>>;
  /** Leaves all groups and releases everything; safe to call twice. */
  stop(): Promise<void>;
}

/** The most text that `commit` stores with an offset, in UTF-8 bytes (Kafka's own default limit). */
export const maxMetadataBytes = 4096;
