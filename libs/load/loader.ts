import { bulkhead } from 'cockatiel';
import { schemaById, type Topic, topicNames } from '#contracts';
import { allSettled, type Clock, InvalidMessage, type PipelineError, Retriable } from '#runtime';
import type { Store } from '#store';
import type { Position, StreamMessage } from '#stream';
import type { Bounds } from './block.ts';
import { bury } from './bury.ts';
import { invalid } from './cursor.ts';
import type { DeadLetter } from './dead-letter.ts';
import { type Decoded, decode, type Opened, sourceOf } from './decode.ts';
import { confirmOwner } from './fence.ts';
import { type FenceHolder, repeat } from './insert.ts';
import { DeadLetterLimit, type DeadLetterLimitOptions, defaultDeadLetterLimit } from './limit.ts';
import { type Log, positionAt } from './log.ts';
import { Marks } from './marks.ts';
import { openMessage, type SchemaLookup } from './message.ts';
import { saveMarks } from './save-marks.ts';
import { spansOf } from './spans.ts';
import { storeBlock } from './store-block.ts';
import { type Span, takeOver, type Takeover, type TakeoverOptions } from './takeover.ts';

export interface LoaderLimits {
  /** Rows of one INSERT; it must make one part, so at most 500,000. */
  readonly maxRows: number;
  /** How long an insert may run. */
  readonly insertTimeoutMs: number;
  /** How long the store may be away before the partition stops. */
  readonly retryMs: number;
  /** How long a message with an unknown schema id is held back before it is a dead letter. */
  readonly schemaRetryMs: number;
  readonly deadLetters: DeadLetterLimitOptions;
}

export const defaultLimits: LoaderLimits = {
  maxRows: 250_000,
  insertTimeoutMs: 60_000,
  retryMs: 5 * 60_000,
  schemaRetryMs: 10 * 60_000,
  deadLetters: defaultDeadLetterLimit,
};

export interface LoaderOptions {
  readonly store: Store;
  readonly stream: Log;
  readonly clock: Clock;
  readonly partition: number;
  /** The group's positions; topics never committed are absent. */
  readonly committed: ReadonlyMap<string, Position>;
  readonly bounds: Readonly<Record<Topic, Bounds>>;
  readonly limits?: Partial<LoaderLimits>;
  readonly lookup?: SchemaLookup;
  /** Told of every failure that is going to be retried. */
  readonly onRetry?: (error: PipelineError) => void;
  readonly onStoreLost?: NonNullable<TakeoverOptions['onStoreLost']>;
  readonly signal?: AbortSignal;
}

/** Messages that are decoded and not yet stored. */
export interface Batch extends Decoded {
  readonly messages: number;
  readonly rows: number;
  readonly spans: readonly Span[];
  /** Where each topic goes on after these messages. */
  readonly positions: ReadonlyMap<Topic, bigint>;
}

/** How far is stored; to be committed when the rollups have caught up with it. */
export interface Checkpoint {
  readonly positions: ReadonlyMap<Topic, Position>;
  readonly marks: Marks;
}

/** Blocks may be stored in any order, those of several batches too; the disk is waited for less. */
const insertsAtOnce = 3;

/** Loads one partition of all topics, each message once. Use it from one loop: decode in order, store at will, note what is stored in order. */
export class PartitionLoader {
  /** Where each topic is to be read from. */
  readonly start: ReadonlyMap<Topic, bigint>;
  /**
   * To be committed before anything is stored, unless empty: the store has nothing of what was committed. Whoever takes over from a loader
   * that died in the middle of loading it again would see a store that has something, and go on from the old position.
   */
  readonly rewound: ReadonlyMap<Topic, Position>;
  /** What was stored at or after `start` by an earlier owner and may not be in the rollups. */
  readonly uncommitted: readonly Span[];

  readonly #options: LoaderOptions;
  readonly #limits: LoaderLimits;
  readonly #takeover: Takeover;
  readonly #holder: FenceHolder;
  readonly #limit: DeadLetterLimit;
  readonly #inserts = bulkhead(insertsAtOnce, Infinity);
  #stored = { positions: new Map<Topic, bigint>(), marks: new Marks() };
  #offered = { positions: new Map<Topic, Position>(), marks: new Marks() };
  #unsaved: Marks;

  constructor(options: LoaderOptions, takeover: Takeover) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#takeover = takeover;
    this.#unsaved = takeover.unsaved;
    this.#holder = { fence: takeover.fence };
    this.#limit = new DeadLetterLimit(this.#limits.deadLetters);
    this.start = takeover.start;
    this.rewound = takeover.rewound;
    this.uncommitted = takeover.uncommitted;
  }

  /**
   * Decodes messages, in offset order per topic, behind those decoded before. An unknown schema id holds them back until it is
   * known or its limit has passed. Throws DEAD_LETTER_LIMIT when most is bad; nothing of these messages is stored then.
   */
  async decode(messages: readonly StreamMessage[]): Promise<Batch> {
    const { bounds, partition } = this.#options;
    const { logs, present, marks } = this.#takeover;
    const opened = await this.#open(messages);
    const decoded = await decode(opened, { partition, bounds, logs, present, marks, maxRows: this.#limits.maxRows });
    this.#limit.count(decoded.deadShares);
    marks.raise(decoded.marks.values());
    const positions = new Map<Topic, bigint>();
    for (const { topic, message } of opened) positions.set(topic, message.offset + 1n);
    const rows = decoded.blocks.reduce((sum, { block }) => sum + block.rows, 0);
    return { ...decoded, messages: messages.length, rows, spans: spansOf(decoded), positions };
  }

  async #open(messages: readonly StreamMessage[]): Promise<Opened[]> {
    const opened: Opened[] = [];
    for (const message of messages) {
      const topic = topicNames.find((name) => name === message.topic);
      if (!topic) throw new Error(`Topic ${message.topic} is not loaded here`);
      opened.push(await this.#openOne(topic, message));
    }
    return opened;
  }

  async #openOne(topic: Topic, streamMessage: StreamMessage): Promise<Opened> {
    const { clock, lookup = schemaById, onRetry, signal } = this.#options;
    const message = sourceOf(streamMessage);
    const deadline = clock.monotonic() + this.#limits.schemaRetryMs;
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        return { topic, message, head: openMessage(topic, message, lookup) };
      } catch (error) {
        if (error instanceof InvalidMessage) return { topic, message, head: error };
        if (!(error instanceof Retriable)) throw error;
        if (clock.monotonic() >= deadline) return { topic, message, head: invalid('schema_unknown', error.message) };
        onRetry?.(error);
        await clock.sleep(pauseMs, signal);
        if (signal?.aborted) throw error;
      }
    }
  }

  /**
   * Stores a decoded batch: rows, then dead letters; several batches may be on their way at once. Resolves when it is in the store and
   * the partition was still ours, with the dead letters.
   * Throws OWNER_LOST when another processor has the partition, or what kept the store from it for too long.
   */
  async store(batch: Batch): Promise<readonly DeadLetter[]> {
    const { store, stream, clock, partition, bounds, onRetry } = this.#options;
    const { insertTimeoutMs, retryMs } = this.#limits;
    const retries = { clock, retryMs, ...(onRetry && { onRetry }) };
    const setAside = (some: readonly DeadLetter[]): Promise<void> =>
      repeat(retries, () => bury({ store, stream, fence: this.#holder.fence }, some));
    const inserts = batch.blocks.map((block) => {
      const log = this.logOf(block.topic);
      const target = { store, partition, log, bounds: bounds[block.topic], holder: this.#holder, insertTimeoutMs };
      return this.#inserts.execute(() => storeBlock({ ...target, ...retries, bury: setAside }, block));
    });
    const stored = await allSettled(inserts);
    // One question for all of them: the owner is still who it was when the last went in.
    for (const fence of new Set(stored.map(({ unconfirmed }) => unconfirmed)))
      if (fence) await repeat(retries, () => confirmOwner(store, fence));
    await setAside(batch.dead);
    return [...batch.dead, ...stored.flatMap(({ dead }) => dead)];
  }

  /** Notes that a batch is stored, as all before it are: the next checkpoint goes so far. */
  advance(batch: Batch): void {
    for (const [topic, offset] of batch.positions) this.#stored.positions.set(topic, offset);
    this.#stored.marks.raise(batch.marks.values());
  }

  /** The generation of a topic's log. */
  logOf(topic: Topic): number {
    return this.#takeover.logs.get(topic) ?? 1;
  }

  /** What is stored and not yet committed; null when nothing is. A later one includes it. */
  checkpoint(): Checkpoint | null {
    const { positions, marks } = this.#stored;
    for (const [topic, offset] of positions) this.#offered.positions.set(topic, positionAt(offset, this.logOf(topic)));
    this.#offered.marks.raise(marks.values());
    this.#stored = { positions: new Map(), marks: new Marks() };
    return this.#offered.positions.size === 0 ? null : this.#offered;
  }

  /** To be told when the last checkpoint's positions are committed: its marks may be saved from now on. */
  committed(): void {
    this.#unsaved.raise(this.#offered.marks.values());
    this.#offered = { positions: new Map(), marks: new Marks() };
  }

  /** Saves the marks of committed messages, so that the next owner need not read them from the tables. Failing is no harm. */
  async saveMarks(positions: ReadonlyMap<string, Position>): Promise<void> {
    const marks = this.#unsaved;
    this.#unsaved = new Marks();
    try {
      const { store, partition } = this.#options;
      await saveMarks({ store, partition, logs: this.#takeover.logs, positions, marks });
    } catch (error) {
      this.#unsaved.raise(marks.values());
      throw error;
    }
  }
}

/** Takes a partition over and returns its loader. Errors as of `takeOver`. */
export async function openLoader(options: LoaderOptions): Promise<PartitionLoader> {
  const { insertTimeoutMs } = { ...defaultLimits, ...options.limits };
  return new PartitionLoader(options, await takeOver({ ...options, insertTimeoutMs }));
}
