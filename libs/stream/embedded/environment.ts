import { open, type RootDatabase } from 'lmdb';
import { messageOf, Retriable } from '#runtime';

/** Bytes by bytes. `put` and `remove` only inside of `write`. */
export interface Table {
  /** A copy of the value. */
  get(key: Buffer): Buffer | undefined;
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
}

/** The LMDB environment of a stream; every table maps bytes to bytes. Several processes may have one directory open. */
export interface Environment {
  /** (topic id, partition, offset) → message. */
  readonly log: Table;
  /** (topic id, partition) → bounds and size. */
  readonly heads: Table;
  /** Topic specs, one entry, and the counter of appends. */
  readonly meta: Table;
  /** group → members and owners. */
  readonly groups: Table;
  /** (group, topic, partition) → position. */
  readonly positions: Table;
  /** Makes the next read see what other processes have committed. */
  refresh(): void;
  /**
   * Runs `change` alone among all processes; resolves with its result when it is on disk.
   * `change` must throw only before its first write: LMDB keeps what was written before a throw.
   */
  write<T>(change: () => T): Promise<T>;
  /** Frees reader slots of processes that died, which otherwise keep deleted pages in use. */
  forgetDeadReaders(): void;
  close(): Promise<void>;
}

/** Opens (and creates) the environment; fails with STREAM_UNAVAILABLE naming the directory. */
export function openEnvironment(directory: string): Environment {
  const raw = { encoding: 'binary', keyEncoding: 'binary' } as const;
  let root: RootDatabase<Buffer, Buffer>;
  try {
    // Without overlapping sync a commit is on disk before another process can build on it: with it, the death of one writer
    // takes back what another one has committed since the last flush.
    // Batching by event turns makes a promise of its own for each commit, whose failure nobody could handle.
    const commits = { overlappingSync: false, eventTurnBatching: false };
    root = open<Buffer, Buffer>({ path: directory, noSubdir: false, maxDbs: 8, ...commits, ...raw });
  } catch (error) {
    throw new Retriable('STREAM_UNAVAILABLE', `Cannot open the embedded stream in ${directory}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const table = (name: string): Table => {
    const database = root.openDB<Buffer, Buffer>({ name, ...raw });
    return {
      get: (key) => database.get(key),
      // Inside of a transaction both are done when they return.
      put: (key, value) => void database.put(key, value),
      remove: (key) => void database.remove(key),
    };
  };
  return {
    log: table('log'),
    heads: table('heads'),
    meta: table('meta'),
    groups: table('groups'),
    positions: table('positions'),
    refresh: () => root.resetReadTxn(),
    write: (change) => write(root, directory, change),
    forgetDeadReaders: () => void root.readerCheck(),
    close: () => root.close(),
  };
}

async function write<T>(root: RootDatabase<Buffer, Buffer>, directory: string, change: () => T): Promise<T> {
  let thrown: { error: unknown } | undefined;
  let result: T | undefined;
  try {
    await root.transaction(() => {
      try {
        result = change();
      } catch (error) {
        thrown = { error };
      }
    });
    if (!thrown) await root.flushed;
  } catch (error) {
    // The cause comes later, by a promise that must not be left to itself.
    if (error instanceof Error && 'commitError' in error)
      void Promise.resolve(error.commitError).catch(() => undefined);
    throw new Retriable('STREAM_UNAVAILABLE', `The embedded stream in ${directory} cannot write: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (thrown) throw thrown.error;
  return result as T;
}
