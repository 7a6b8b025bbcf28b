import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Topic } from '#contracts';
import { parserVersion } from '#market';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';

const pack = promisify(gzip);

/** What became of a body: its rows lie in these batches, and in the store under the same collector, incarnation and sequences. */
export interface BodyRows {
  readonly topic: Topic;
  readonly incarnation: string;
  /** First and last sequence of the channel of topic and feed; null where no row was new. */
  readonly sequences: readonly [first: number, last: number] | null;
  readonly rows: number;
}

/** A body that a feed answered with, and what was read from it. */
export interface KeptBody {
  readonly feed: string;
  /** When it came first, UTC ms; its rows were learned then. */
  readonly at: number;
  /** SHA-256. */
  readonly hash: string;
  /** As it came, and as it is kept. */
  readonly bytes: number;
  readonly keptBytes: number;
  /** Version of the parsers that read it. */
  readonly parser: number;
  /** Null where it could not be read, or its rows were not recorded. */
  readonly told: BodyRows | null;
}

export type BodyKey = [at: number, feed: string, hash: string];

export interface BodiesOptions {
  /** The collector's own. */
  readonly directory: string;
  /** Most bytes that are kept, compressed; the oldest bodies go first. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const folderOf = (directory: string): string => join(directory, 'bodies');

interface Tables {
  readonly root: RootDatabase;
  readonly contents: Database<Buffer, string>;
  readonly uses: Database<KeptBody, BodyKey>;
}

function tablesIn(directory: string, readOnly: boolean): Tables {
  const path = folderOf(directory);
  const root = open({ path, maxDbs: 4, encoding: 'json', readOnly, overlappingSync: false, eventTurnBatching: false });
  return {
    root,
    contents: root.openDB({ name: 'content', encoding: 'binary' }),
    uses: root.openDB({ name: 'use', encoding: 'json' }),
  };
}

/**
 * The bodies that feeds answered with, each distinct one of a feed once, by hash: what a parser read wrongly can be read again.
 * They are an aid: where one cannot be kept, that is logged, and its rows are recorded all the same.
 */
export class Bodies {
  readonly #options: BodiesOptions;
  readonly #tables: Tables;
  /** How many feeds have said what a content says. */
  readonly #users = new Map<string, number>();
  readonly #known = new Set<string>();
  #bytes = 0;
  #hasFailed = false;

  /** Opens the folder, created if missing. Throws where it cannot be. */
  constructor(options: BodiesOptions) {
    this.#options = options;
    mkdirSync(folderOf(options.directory), { recursive: true });
    this.#tables = tablesIn(options.directory, false);
    for (const { value } of this.#tables.uses.getRange()) this.#count(value);
  }

  /** Size of what is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a body that came at an instant; null where it is kept already, or cannot be. */
  async keep(feed: string, body: Uint8Array, at: number): Promise<BodyKey | null> {
    const hash = createHash('sha256').update(body).digest('hex');
    if (this.#known.has(nameOf({ feed, hash })) || this.#options.maxBytes === 0) return null;
    return this.#tried(feed, async () => {
      const { contents, uses, root } = this.#tables;
      const packed = await pack(body);
      const kept: KeptBody = {
        feed,
        at,
        hash,
        bytes: body.length,
        keptBytes: packed.length,
        parser: parserVersion,
        told: null,
      };
      const key: BodyKey = [at, feed, hash];
      await root.transaction(() => {
        if (!this.#users.has(hash)) void contents.put(hash, packed);
        void uses.put(key, kept);
      });
      this.#count(kept);
      await this.#prune();
      return key;
    });
  }

  /** Notes which rows a body that was kept became. */
  async tell(key: BodyKey, told: BodyRows): Promise<void> {
    const { uses } = this.#tables;
    const kept = uses.get(key);
    if (kept) await this.#tried(kept.feed, () => uses.put(key, { ...kept, told }));
  }

  stop(): Promise<void> {
    return this.#tables.root.close();
  }

  #count(kept: KeptBody): void {
    const users = this.#users.get(kept.hash) ?? 0;
    this.#users.set(kept.hash, users + 1);
    this.#known.add(nameOf(kept));
    if (users === 0) this.#bytes += kept.keptBytes;
  }

  async #prune(): Promise<void> {
    const { maxBytes, maxAgeMs, clock } = this.#options;
    const { contents, uses, root } = this.#tables;
    const oldest = clock.now() - maxAgeMs;
    await root.transaction(() => {
      for (const { key, value } of uses.getRange()) {
        if (this.#bytes <= maxBytes && value.at >= oldest) break;
        void uses.remove(key);
        this.#known.delete(nameOf(value));
        const users = (this.#users.get(value.hash) ?? 1) - 1;
        this.#users.set(value.hash, users);
        if (users > 0) continue;
        this.#users.delete(value.hash);
        void contents.remove(value.hash);
        this.#bytes -= value.keptBytes;
      }
    });
  }

  async #tried<Result>(feed: string, write: () => Promise<Result>): Promise<Result | null> {
    try {
      const written = await write();
      this.#hasFailed = false;
      return written;
    } catch (error) {
      if (!this.#hasFailed)
        this.#options.logger.warn({ feed, error: messageOf(error) }, 'bodies of feeds are not kept');
      this.#hasFailed = true;
      return null;
    }
  }
}

const nameOf = ({ feed, hash }: Pick<KeptBody, 'feed' | 'hash'>): string => `${hash} ${feed}`;

/** Runs `use` with what a collector has kept, which may go on meanwhile. Throws `CONFIG_INVALID` where it has kept nothing. */
export async function withBodies<Result>(
  directory: string,
  use: (bodies: readonly KeptBody[], contentOf: (hash: string) => Buffer) => Result | Promise<Result>,
): Promise<Result> {
  if (!existsSync(folderOf(directory)))
    throw new PipelineError('CONFIG_INVALID', `No body of a feed is kept in ${folderOf(directory)}`);
  const { root, contents, uses } = tablesIn(directory, true);
  try {
    return await use(
      Array.from(uses.getRange(), ({ value }) => value),
      (hash) => gunzipSync(contents.get(hash) ?? Buffer.alloc(0)),
    );
  } finally {
    await root.close();
  }
}
