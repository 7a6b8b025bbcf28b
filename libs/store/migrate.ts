import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, PipelineError, projectPath, systemClock } from '#runtime';
import type { Store } from './store.ts';
import { splitStatements } from './engine/lexer.ts';
import { withMigrationLock } from './migration-lock.ts';

export interface MigrateOptions {
  /** Makes tables replicated on this cluster of a real server. */
  readonly cluster?: string;
  /** `schemas/clickhouse` unless given. */
  readonly directory?: string;
  readonly clock?: Clock;
}

export interface Migrated {
  /** Names of the files that this call has run. */
  readonly applied: readonly string[];
  /** How many there are in all. */
  readonly total: number;
}

interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
}

const namePattern = /^\d{4}_[a-z]+_[a-z0-9_]+\.sql$/;
const record = z.object({ name: z.string(), sha256: z.string() });
const named = z.object({ name: z.string() });

const fault = (message: string): PipelineError => new PipelineError('CONFIG_INVALID', message);

/** `{{engine X}}` and `{{on_cluster}}` filled in; any other placeholder is a fault of the file. */
export function fillPlaceholders(
  text: string,
  { name, cluster }: { name: string; cluster?: string | undefined },
): string {
  return text.replace(/\{\{\s*(.*?)\s*\}\}/g, (_, placeholder: string) => {
    if (placeholder === 'on_cluster') return cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`;
    const engine = /^engine (\w*MergeTree.*)$/.exec(placeholder)?.[1];
    if (engine === undefined) throw fault(`${name}: unknown placeholder {{${placeholder}}}`);
    return cluster === undefined ? engine : `Replicated${engine}`;
  });
}

/** A comment in front of a statement that a store may be too old for: what it sets does not exist there. */
const needed = /^-- needs the table setting (\w+)$/m;

async function tableSettings(store: Store): Promise<ReadonlySet<string>> {
  const rows = await store.query('SELECT name FROM system.merge_tree_settings', { schema: named });
  return new Set(rows.map(({ name }) => name));
}

/** Whether a store that has these settings of tables can run a statement, or has no need of it. */
export function isRunnable(statement: string, settings: ReadonlySet<string>): boolean {
  const setting = needed.exec(statement)?.[1];
  return setting === undefined || settings.has(setting);
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const wrong = names.find((name) => !namePattern.test(name));
  if (wrong !== undefined) throw fault(`${join(directory, wrong)}: the name is not NNNN_<verb>_<object>.sql`);
  const twice = names.find((name, index) => names[index - 1]?.slice(0, 4) === name.slice(0, 4));
  if (twice !== undefined) throw fault(`${join(directory, twice)}: its number is taken`);
  const read = async (name: string): Promise<Migration> => {
    const text = await readFile(join(directory, name), 'utf8');
    return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
  };
  return Promise.all(names.map(read));
}

const recordTable = `CREATE TABLE IF NOT EXISTS schema_migration{{on_cluster}}
(name String, sha256 String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = {{engine ReplacingMergeTree(applied_at)}} ORDER BY name`;

async function appliedSums(store: Store): Promise<Map<string, string>> {
  const rows = await store.query('SELECT name, sha256 FROM schema_migration FINAL', { schema: record });
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

function refuseChanged(migrations: readonly Migration[], sums: ReadonlyMap<string, string>): void {
  const changed = migrations.filter(({ name, sha256 }) => (sums.get(name) ?? sha256) !== sha256);
  if (changed.length === 0) return;
  const names = changed.map(({ name }) => name).join(', ');
  throw fault(`Migrations changed after they were run: ${names}. Restore them and put the change into a new file.`);
}

/**
 * Brings the store's tables up to the files: creates the database, runs what has not run yet in order, records name and checksum.
 * Safe to run again and by several processes at once; a file that a crash interrupted runs again, so each must allow that.
 * Throws CONFIG_INVALID when a file that has run was changed.
 */
export async function migrate(store: Store, options: MigrateOptions = {}): Promise<Migrated> {
  const { cluster, directory = projectPath('schemas/clickhouse'), clock = systemClock } = options;
  const migrations = await readMigrations(directory);
  await store.createDatabase(cluster === undefined ? {} : { onCluster: cluster });
  const isDone = async (): Promise<boolean> => {
    const known = await store.query(`EXISTS TABLE schema_migration`, { schema: z.object({ result: z.number() }) });
    if (known[0]?.result !== 1) return false;
    const sums = await appliedSums(store);
    refuseChanged(migrations, sums);
    return migrations.every(({ name }) => sums.has(name));
  };
  if (await isDone()) return { applied: [], total: migrations.length };
  return withMigrationLock({ store, clock, cluster }, async () => {
    await store.command(fillPlaceholders(recordTable, { name: 'schema_migration', cluster }));
    const sums = await appliedSums(store);
    refuseChanged(migrations, sums);
    const missing = migrations.filter(({ name }) => !sums.has(name));
    const settings = await tableSettings(store);
    for (const { name, text, sha256 } of missing) {
      const statements = splitStatements(fillPlaceholders(text, { name, cluster }));
      for (const statement of statements.filter((each) => isRunnable(each, settings))) await store.command(statement);
      const params = { name, sha256 };
      await store.command('INSERT INTO schema_migration (name, sha256) SELECT {name:String}, {sha256:String}', {
        params,
      });
    }
    return { applied: missing.map(({ name }) => name), total: migrations.length };
  });
}
