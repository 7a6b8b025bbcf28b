import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Topic } from '#contracts';
import { messageOf, PipelineError } from '#runtime';

/** An encoded batch on its way to the stream. */
export interface SpooledBatch {
  readonly topic: Topic;
  /** Key of the message: the site, or the feed. */
  readonly key: string;
  readonly rows: number;
  readonly value: Buffer;
}

/** Everything that one transaction changes. */
export interface Commit {
  /** By `site/device`. */
  readonly states: ReadonlyMap<string, unknown>;
  /** Hash of the last row recorded, by feed and row. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Last sequence used, by channel. */
  readonly sequences: ReadonlyMap<string, number>;
  readonly batches: readonly SpooledBatch[];
}

const prefixBytes = 4;

function pack({ topic, key, rows, value }: SpooledBatch): Buffer {
  const label = Buffer.from(JSON.stringify([topic, key, rows]));
  const packed = Buffer.allocUnsafe(prefixBytes + label.length + value.length);
  packed.writeUInt32BE(label.length, 0);
  label.copy(packed, prefixBytes);
  value.copy(packed, prefixBytes + label.length);
  return packed;
}

function unpack(packed: Buffer): SpooledBatch {
  const start = prefixBytes + packed.readUInt32BE(0);
  const label = JSON.parse(packed.toString('utf8', prefixBytes, start)) as [Topic, string, number];
  return { topic: label[0], key: label[1], rows: label[2], value: Buffer.from(packed.subarray(start)) };
}

function openRoot(directory: string): RootDatabase {
  try {
    mkdirSync(directory, { recursive: true });
    return open({ path: directory, maxDbs: 8, encoding: 'json' });
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
  readonly #hashes: Database<string, string>;
  readonly #sequences: Database<number, string>;
  readonly #batches: Database<Buffer, number>;
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
    this.#hashes = this.#root.openDB({ name: 'hash', encoding: 'json' });
    this.#sequences = this.#root.openDB({ name: 'sequence', encoding: 'json' });
    this.#batches = this.#root.openDB({ name: 'batch', encoding: 'binary' });
  }

  /** Opens the directory, created if missing, and takes it over; what is found in it is on disk when this resolves. */
  static async open(directory: string): Promise<Spool> {
    const spool = new Spool(directory);
    await spool.#root.transaction(() => {
      if (!spool.#meta.get('incarnation')) void spool.#meta.put('incarnation', randomUUID());
      void spool.#meta.put('writer', spool.#writer);
    });
    await spool.#root.flushed;
    spool.#incarnation = spool.#meta.get('incarnation') ?? '';
    for (const { key, value } of spool.#batches.getRange()) {
      spool.#next = key + 1;
      spool.#bytes += value.length;
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

  hash(key: string): string | undefined {
    return this.#hashes.get(key);
  }

  /** Last sequence used in a channel, 0 for none. */
  sequence(channel: string): number {
    return this.#sequences.get(channel) ?? 0;
  }

  /** Writes everything or nothing; resolves when it is on disk, and only then may the sender see the batches. */
  async commit({ states, hashes, sequences, batches }: Commit): Promise<void> {
    const first = this.#next;
    const packed = batches.map(pack);
    await this.#write(() => {
      for (const [key, state] of states) void this.#states.put(key, state);
      for (const [key, hash] of hashes) void this.#hashes.put(key, hash);
      for (const [channel, sequence] of sequences) void this.#sequences.put(channel, sequence);
      for (const [i, value] of packed.entries()) void this.#batches.put(first + i, value);
    });
    this.#next = first + packed.length;
    this.#durable = this.#next - 1;
    for (const { length } of packed) this.#bytes += length;
    this.#arrival?.();
  }

  /** The oldest batches that are on disk, with their keys, at least one if there is any. */
  oldest(limit: { readonly batches: number; readonly bytes: number }): { key: number; batch: SpooledBatch }[] {
    const found: { key: number; batch: SpooledBatch }[] = [];
    let bytes = 0;
    for (const { key, value } of this.#batches.getRange({ end: this.#durable + 1, limit: limit.batches })) {
      bytes += value.length;
      if (found.length > 0 && bytes > limit.bytes) break;
      found.push({ key, batch: unpack(value) });
    }
    return found;
  }

  /** Forgets batches that the stream has. */
  async forget(keys: readonly number[]): Promise<void> {
    let bytes = 0;
    await this.#write(() => {
      for (const key of keys) {
        bytes += this.#batches.get(key)?.length ?? 0;
        void this.#batches.remove(key);
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
    const isOurs = await this.#root.transaction(() => {
      if (this.#meta.get('writer') !== this.#writer) return false;
      change();
      return true;
    });
    if (!isOurs) {
      const message = `Another collector has taken ${this.#directory} over: stop one of the two, or give it its own COLLECTOR_DIR.`;
      throw new PipelineError('OWNER_LOST', message);
    }
    await this.#root.flushed;
  }
}
