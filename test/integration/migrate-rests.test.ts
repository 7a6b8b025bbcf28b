import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { projectPath, silentLogger } from '#runtime';
import { createStore, migrate, type Store } from '#store';
import { type Engine, startEngine } from '#store/engine';

const schemas = projectPath('schemas/clickhouse');
const change = '0139_alter_rollup_asic_rests.sql';
const login = { user: 'coload', password: 'secret' };
let directory: string;
let engine: Engine;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coload-rests-'));
  engine = await startEngine({ directory: join(directory, 'store'), logger: silentLogger, ...login });
  store = createStore({ url: engine.url, ...login });
}, 60_000);

afterAll(async () => {
  await store?.close();
  await engine?.stop();
  await rm(directory, { recursive: true, force: true });
});

const columns = (
  'energy_j metered_j psu_j estimated_j configured_j hash_gh rate_gh wall_j wall_diff facility_diff stale_diff late_diff accepted_diff ' +
  'rejected_diff submitted_diff hw_errors checked_errors checked_nonces'
).split(' ');
const tables = ['rollup_asic', 'published_asic'] as const;

const stored = (): Promise<unknown[]> =>
  Promise.all(
    tables.map((table) =>
      store.query(`SELECT device, ${columns.join(', ')} FROM ${table} FINAL ORDER BY device`, { schema: z.unknown() }),
    ),
  );

test('rows from before keep their values to the last unit, also when a crash interrupts the change', async () => {
  const before = join(directory, 'before');
  for (const name of await readdir(schemas))
    if (name < change) await cp(join(schemas, name), join(before, name), { recursive: true });
  await migrate(store, { directory: before });
  for (const table of tables) {
    const values = columns.map((name) => `toInt64(cityHash64('${name}', number) % 1000000007) - 400000000 AS ${name}`);
    await store.command(
      `INSERT INTO ${table} (site, grain, bucket_start, bucket_end, device, ${columns.join(', ')})
       SELECT 'a', 'day', toDateTime(1781049600, 'UTC'), toDateTime(1781136000, 'UTC'), toString(number), ${values.join(', ')}
       FROM numbers(50)`,
    );
  }
  const given = await stored();
  expect(given).toMatchObject([{ length: 50 }, { length: 50 }]);
  await migrate(store);
  expect(await stored()).toEqual(given);
  await store.command('ALTER TABLE schema_migration DELETE WHERE name = {name:String} SETTINGS mutations_sync = 2', {
    params: { name: change },
  });
  expect((await migrate(store)).applied).toEqual([change]);
  expect(await stored()).toEqual(given);
}, 120_000);
