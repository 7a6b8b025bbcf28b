import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from './store.ts';

export interface LockOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly cluster: string | undefined;
}

const beatMs = 1_000;
const pollMs = 200;
/** A holder whose sign of life has not changed for so long is dead. */
const deadMs = 10_000;
const tableExists = 57;
const unknownTable = 60;

const isCode = (error: unknown, code: number): boolean =>
  error instanceof PipelineError && error.details['clickhouseCode'] === code;

/**
 * Runs `work` while no other process migrates. ClickHouse has no locks, but of several CREATE TABLE of one name one alone succeeds;
 * the table's comment is the holder's sign of life, so that a dead holder's lock is taken over.
 */
export async function withMigrationLock<T>({ store, clock, cluster }: LockOptions, work: () => Promise<T>): Promise<T> {
  const on = cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`;
  const id = randomUUID();
  const sign = (beat: number): string => `'${id} ${beat}'`;

  const take = async (): Promise<boolean> => {
    try {
      await store.command(`CREATE TABLE schema_migration_lock${on} (held UInt8) ENGINE = Null COMMENT ${sign(0)}`);
      return true;
    } catch (error) {
      if (isCode(error, tableExists)) return false;
      throw error;
    }
  };

  const comment = async (): Promise<string | undefined> => {
    const sql = `SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migration_lock'`;
    const rows = await store.query(sql, { schema: z.object({ comment: z.string() }) });
    return rows[0]?.comment;
  };

  let seen: string | undefined;
  let seenAt = clock.monotonic();
  while (!(await take())) {
    const now = await comment();
    if (now !== seen) [seen, seenAt] = [now, clock.monotonic()];
    else if (now !== undefined && clock.monotonic() - seenAt > deadMs) {
      await store.command(`DROP TABLE IF EXISTS schema_migration_lock${on} SYNC`);
      continue;
    }
    await clock.sleep(pollMs);
  }

  const done = new AbortController();
  const beating = beat();
  async function beat(): Promise<void> {
    for (let count = 1; ; count++) {
      await clock.sleep(beatMs, done.signal);
      if (done.signal.aborted) return;
      // A missed sign costs nothing: the next one comes in time.
      await store
        .command(`ALTER TABLE schema_migration_lock${on} MODIFY COMMENT ${sign(count)}`)
        .catch(() => undefined);
    }
  }

  try {
    return await work();
  } finally {
    done.abort();
    await beating;
    await store.command(`DROP TABLE IF EXISTS schema_migration_lock${on} SYNC`).catch((error: unknown) => {
      if (!isCode(error, unknownTable)) throw error;
    });
  }
}
