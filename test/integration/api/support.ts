import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { childEnvironment, type Clock, projectPath, readConfig, silentLogger } from '#runtime';
import { createStore, type Store } from '#store';
import { startEngine } from '#store/engine';
import { apiConfig } from '../../../apps/api/config.ts';
import { type Api, startApi } from '../../../apps/api/start.ts';
import { layMigrated } from '../../support/migrated.ts';

/** A migrated store in a folder of its own. */
export interface TestStore {
  readonly store: Store;
  readonly url: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

export async function openTestStore(): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), 'coload-api-'));
  const login = { user: 'coload', password: 'secret' };
  await layMigrated(join(directory, 'store'));
  const engine = await startEngine({ directory: join(directory, 'store'), logger: silentLogger, ...login });
  const store = createStore({ url: engine.url, ...login });
  // Tests have fixed dates; readings older than their time to live would vanish.
  for (const table of ['asic', 'gpu', 'cooling', 'meter', 'inference'])
    await store.command(`ALTER TABLE reading_${table} REMOVE TTL`);
  return {
    store,
    url: engine.url,
    ...login,
    stop: async () => {
      await store.close();
      await engine.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const connectionTo = ({ url, user, password }: TestStore): Record<string, string> => ({
  CLICKHOUSE_URL: url,
  CLICKHOUSE_USER: user,
  CLICKHOUSE_PASSWORD: password,
});

/** Serves the api of a store on a free port. */
export const startTestApi = (db: TestStore, clock: Clock): Promise<Api> =>
  startApi({ config: readConfig(apiConfig, { API_PORT: '0', ...connectionTo(db) }), clock, logger: silentLogger });

/** Runs the built command `coload` beside a store; rejects with its `code` and `stderr` when it fails. */
export const runCoload = (db: TestStore, args: readonly string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [projectPath('bin/coload.mjs'), ...args], {
    env: childEnvironment({ ...connectionTo(db), NODE_OPTIONS: '' }),
  });

type TestRow = Readonly<Record<string, unknown>>;

const told = z.object({ name: z.string(), expression: z.string() });

/** Rows as a table stores them, which tells a column as the sum of others and of a rest of its own. */
async function asStored(store: Store, table: string, rows: readonly TestRow[]): Promise<readonly TestRow[]> {
  const aliases = await store.query(
    `SELECT name, default_expression AS expression FROM system.columns
     WHERE database = {database:String} AND table = {table:String} AND default_kind = 'ALIAS'`,
    { params: { database: store.database, table }, schema: told },
  );
  const valueOf = (row: TestRow, name: string): number => Number(row[name] ?? 0);
  return rows.map((row) => {
    const stored: Record<string, unknown> = { ...row };
    for (const { name, expression } of aliases) {
      const parts = expression.replaceAll(/[()]/g, '').split(' + ');
      const rest = parts.pop() ?? '';
      stored[rest] = parts.reduce((left, part) => left - valueOf(row, part), valueOf(row, name));
      delete stored[name];
    }
    return stored;
  });
}

/** Inserts rows given as objects, of any day; columns that are not named take their defaults. */
export async function insertRows(store: Store, table: string, rows: readonly TestRow[]): Promise<void> {
  const stored = await asStored(store, table, rows);
  const body = Buffer.from(stored.map((row) => JSON.stringify(row)).join('\n'));
  const settings = { date_time_input_format: 'best_effort' as const, max_partitions_per_insert_block: '0' };
  await store.insertBlock({ statement: `INSERT INTO ${table} FORMAT JSONEachRow`, body, settings });
}

/** A bucket's place in a rollup table. */
export interface Bucket {
  readonly grain: '15m' | 'hour' | 'day' | 'month';
  readonly start: number;
  readonly end: number;
}

/** Rows of a rollup table with what all of them share; `readings` end with the bucket unless said otherwise. */
export const rollupRow = (bucket: Bucket, columns: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  site: 'alpha',
  grain: bucket.grain,
  bucket_start: bucket.start / 1000,
  bucket_end: bucket.end / 1000,
  through: bucket.end,
  version: 1,
  ...columns,
});
