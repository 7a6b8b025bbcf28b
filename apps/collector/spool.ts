import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Topic } from '#contracts';
import type { Reading } from '#metering';
import { messageOf, PipelineError } from '#runtime';

/** An encoded batch on its way to the stream. */
export interface SpooledBatch {
  readonly topic: Topic;
  /** Key of the message: the site, or the feed. */
  readonly key: string;
  readonly rows: number;
  readonly value: Buffer;
}

/** Place in the order of sending, and what must be known of a batch without its body. */
type BatchKey = [place: number, topic: Topic, key: string, rows: number, bytes: number];

/** A batch and its place in the order of sending. */
export interface SpooledEntry {
  readonly place: BatchKey;
  readonly batch: SpooledBatch;
}

/** A reading that waits to be merged with later ones of its device. */
export interface HeldReading {
  readonly topic: Topic;
  readonly site: string;
  readonly reading: Reading;
}

/** Everything that one transaction changes. */
export interface Commit {
  /** By `site/device`. */
  readonly states: ReadonlyMap<string, unknown>;
  /** By `site/device`; null is held no longer. */
  readonly held: ReadonlyMap<string, HeldReading | null>;
  /** Hash of the last row recorded, by feed and row. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Last sequence used, by channel. */
  readonly sequences: ReadonlyMap<string, number>;
  readonly batches: readonly SpooledBatch[];
}

function openRoot(directory: string): RootDatabase {
  try {
    mkdirSync(directory, { recursive: true });
    // Batching by event turns makes a promise of its own for each commit, whose failure nobody could handle.
    return open({ path: directory, maxDbs: 8, encoding: 'json', overlappingSync: false, eventTurnBatching: false });
  } catch (error) {
    throw new PipelineError('CONFIG_INVALID', `COLLECTOR_DIR ${directory} cannot be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * A collector's disk: poll states, sequences, and batches that the stream has not taken yet, in one LMDB environment.
 * One process writes to it: a later one takes it over, and the former fails with OWNER_LOST.
 */
export class Spool {
  readonly #root: RootDatabase;
  readonly #meta: Database<string, string>;
  readonly #states: Database<unknown, string>;
  readonly #held: Database<HeldReading, string>;
  readonly #hashes: Database<string, string>;
  readonly #sequences: Database<number, string>;
  readonly #batches: Database<Buffer, BatchKey>;
  readonly #writer = randomUUID();
  readonly #directory: string;
  #incarnation = '';
  #next = 1;
  #durable = 0;
  #bytes = 0;
  #waiters: { readonly bytes: number; readonly wake: () => void }[] = [];
  #arrival: (() => void) | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#root = openRoot(directory);
    this.#meta = this.#root.openDB({ name: 'meta', encoding: 'json' });
    this.#states = this.#root.openDB({ name: 'state', encoding: 'json' });
    this.#held = this.#root.openDB({ name: 'held', encoding: 'json' });
    this.#hashes = this.#root.openDB({ name: 'hash', encoding: 'json' });
    this.#sequences = this.#root.openDB({ name: 'sequence', encoding: 'json' });
    this.#batches = this.#root.openDB({ name: 'batch', encoding: 'binary' });
  }

  /** Opens the directory, created if missing, and takes it over; what is found in it is on disk when this resolves. */
  static async open(directory: string): Promise<Spool> {
    const spool = new Spool(directory);
    await spool.#transaction(() => {
      if (!spool.#meta.get('incarnation')) void spool.#meta.put('incarnation', randomUUID());
      void spool.#meta.put('writer', spool.#writer);
    });
    spool.#incarnation = spool.#meta.get('incarnation') ?? '';
    for (const [place, , , , bytes] of spool.#batches.getKeys()) {
      spool.#next = place + 1;
      spool.#bytes += bytes;
    }
    spool.#durable = spool.#next - 1;
    return spool;
  }

  /** New when the directory is. */
  get incarnation(): string {
    return this.#incarnation;
  }

  /** Size of what waits for the stream. */
  get bytes(): number {
    return this.#bytes;
  }

  state(key: string): unknown {
    return this.#states.get(key);
  }

  /** Readings that wait to be merged, by `site/device`. */
  held(): Map<string, HeldReading> {
    return new Map(this.#held.getRange().map(({ key, value }) => [key, value]));
  }

  hash(key: string): string | undefined {
    return this.#hashes.get(key);
  }

  /** Last sequence used in a channel, 0 for none. */
  sequence(channel: string): number {
    return this.#sequences.get(channel) ?? 0;
  }

  /** Writes everything or nothing; resolves when it is on disk, and only then may the sender see the batches. */
  async commit({ states, held, hashes, sequences, batches }: Commit): Promise<void> {
    const first = this.#next;
    await this.#write(() => {
      for (const [key, state] of states) void this.#states.put(key, state);
      for (const [key, reading] of held) void (reading ? this.#held.put(key, reading) : this.#held.remove(key));
      for (const [key, hash] of hashes) void this.#hashes.put(key, hash);
      for (const [channel, sequence] of sequences) void this.#sequences.put(channel, sequence);
      for (const [i, { topic, key, rows, value }] of batches.entries()) {
        void this.#batches.put([first + i, topic, key, rows, value.length], value);
      }
    });
    this.#next = first + batches.length;
    this.#durable = this.#next - 1;
    for (const { value } of batches) this.#bytes += value.length;
    this.#arrival?.();
  }

  /** The oldest batches that are on disk, with their keys, at least one if there is any. */
  oldest(limit: { readonly batches: number; readonly bytes: number }): SpooledEntry[] {
    const found: SpooledEntry[] = [];
    let bytes = 0;
    for (const { key, value } of this.#batches.getRange({ end: [this.#durable + 1], limit: limit.batches })) {
      bytes += value.length;
      if (found.length > 0 && bytes > limit.bytes) break;
      const [, topic, label, rows] = key;
      found.push({ place: key, batch: { topic, key: label, rows, value } });
    }
    return found;
  }

  /** Forgets batches that the stream has. */
  async forget(entries: readonly SpooledEntry[]): Promise<void> {
    let bytes = 0;
    await this.#write(() => {
      for (const { place, batch } of entries) {
        bytes += batch.value.length;
        void this.#batches.remove(place);
      }
    });
    this.#bytes -= bytes;
    const ready = this.#waiters.filter((waiter) => this.#bytes <= waiter.bytes);
    this.#waiters = this.#waiters.filter((waiter) => this.#bytes > waiter.bytes);
    for (const { wake } of ready) wake();
  }

  /** Resolves when no more than `bytes` wait for the stream; 0 is all sent. */
  belowBytes(bytes: number): Promise<void> {
    if (this.#bytes <= bytes) return Promise.resolve();
    return new Promise((wake) => this.#waiters.push({ bytes, wake }));
  }

  /** Calls back whenever there is something new to send. */
  onArrival(listener: () => void): void {
    this.#arrival = listener;
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  /** LMDB keeps what was written before a throw, so the owner is asked before anything is written. */
  async #write(change: () => void): Promise<void> {
    const isOurs = await this.#transaction(() => {
      if (this.#meta.get('writer') !== this.#writer) return false;
      change();
      return true;
    });
    if (!isOurs) {
      const message = `Another collector has taken ${this.#directory} over: stop one of the two, or give it its own COLLECTOR_DIR.`;
      throw new PipelineError('OWNER_LOST', message);
    }
  }

  /** Resolves when the transaction is on disk; when the disk refuses any of it, nothing of it is. */
  async #transaction<T>(change: () => T): Promise<T> {
    try {
      const result = await this.#root.transaction(change);
      await this.#root.flushed;
      return result;
    } catch (error) {
      // The cause comes later, by a promise that must not be left to itself.
      if (error instanceof Error && 'commitError' in error)
        void Promise.resolve(error.commitError).catch(() => undefined);
      const free = await statfs(this.#directory).then(
        ({ bavail, bsize }) => `${bavail * bsize} bytes are free on its disk`,
        messageOf,
      );
      const message = `COLLECTOR_DIR ${this.#directory} cannot be written (${free}): make room or mend the disk; what is in it stays.`;
      throw new PipelineError('SPOOL_UNAVAILABLE', message, { cause: error });
    }
  }
}
