import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createStore, migrate, type Store } from '#store';
import { ManualClock, systemClock } from '#runtime';
import { startTarget, type Target, temporaryFolder } from './harness.ts';

let target: Target;
let store: Store;
let folder: ReturnType<typeof temporaryFolder>;
let database = 0;

beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

beforeEach(() => {
  folder = temporaryFolder();
  database++;
  store = createStore({ ...target, database: `${target.database}_${database}` });
});
afterEach(async () => {
  await target.client.command({ query: `DROP DATABASE IF EXISTS ${store.database} SYNC` });
  await store.close();
  folder.remove();
});

const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
const tables = async (): Promise<string[]> => {
  const rows = await store.query('SHOW TABLES', { schema: z.object({ name: z.string() }) });
  return rows.map((row) => row.name).sort();
};

const item = `-- Items; a few.
CREATE TABLE IF NOT EXISTS item{{on_cluster}} (id UInt64, version UInt64, note String DEFAULT 'a;b') -- no; end
ENGINE = {{engine ReplacingMergeTree(version)}} ORDER BY id;
`;

describe('migrations', () => {
  test('run in order, once, and are recorded with their checksums', async () => {
    write('0002_alter_item.sql', 'ALTER TABLE item{{on_cluster}} ADD COLUMN IF NOT EXISTS name String');
    write('0001_create_item.sql', item);
    expect(await migrate(store, { directory: folder.path })).toEqual({
      applied: ['0001_create_item.sql', '0002_alter_item.sql'],
      total: 2,
    });
    expect(await tables()).toEqual(['item', 'schema_migration']);
    expect(await migrate(store, { directory: folder.path })).toEqual({ applied: [], total: 2 });
    write(
      '0003_create_other.sql',
      'CREATE TABLE IF NOT EXISTS other (a Int8) ENGINE = {{engine MergeTree}} ORDER BY a',
    );
    expect(await migrate(store, { directory: folder.path })).toEqual({ applied: ['0003_create_other.sql'], total: 3 });
  });

  test('by several processes at once run once', async () => {
    write('0001_create_item.sql', item);
    write('0002_insert_item.sql', 'INSERT INTO item (id, version) SELECT 1, 1');
    const others = Array.from({ length: 3 }, () => createStore({ ...target, database: store.database }));
    const all = await Promise.all([store, ...others].map((one) => migrate(one, { directory: folder.path })));
    expect(all.flatMap(({ applied }) => applied).sort()).toEqual(['0001_create_item.sql', '0002_insert_item.sql']);
    const rows = await store.query('SELECT id FROM item', { schema: z.object({ id: z.string() }) });
    expect(rows).toHaveLength(1);
    await Promise.all(others.map((one) => one.close()));
  });

  test('stop when a file was changed after it was run, and name it', async () => {
    write('0001_create_item.sql', item);
    await migrate(store, { directory: folder.path });
    write('0001_create_item.sql', `${item}-- one more word`);
    const again = migrate(store, { directory: folder.path });
    await expect(again).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(again).rejects.toThrow('0001_create_item.sql');
  });

  test('that fail are not recorded, and run again once they are mended', async () => {
    write('0001_create_item.sql', item);
    write('0002_create_other.sql', 'CREATE TABLE other (a Nonsense) ENGINE = {{engine MergeTree}} ORDER BY a');
    await expect(migrate(store, { directory: folder.path })).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    write('0002_create_other.sql', 'CREATE TABLE other (a Int8) ENGINE = {{engine MergeTree}} ORDER BY a');
    expect(await migrate(store, { directory: folder.path })).toEqual({ applied: ['0002_create_other.sql'], total: 2 });
  });

  test('with a wrong name, a number taken twice or an unknown placeholder are refused by name', async () => {
    write('1_item.sql', item);
    await expect(migrate(store, { directory: folder.path })).rejects.toThrow('1_item.sql');
    rmSync(join(folder.path, '1_item.sql'));
    write('0001_create_item.sql', item);
    write('0001_create_other.sql', item);
    await expect(migrate(store, { directory: folder.path })).rejects.toThrow('0001_create_other.sql');
    rmSync(join(folder.path, '0001_create_other.sql'));
    write('0002_create_other.sql', 'CREATE TABLE {{nonsense}}');
    await expect(migrate(store, { directory: folder.path })).rejects.toThrow(/0002_create_other\.sql.*nonsense/);
  });

  test('take over the lock of a process that died holding it', async () => {
    write('0001_create_item.sql', item);
    await store.createDatabase();
    await store.command("CREATE TABLE schema_migration_lock (held UInt8) ENGINE = Null COMMENT 'dead 4'");
    const clock = new ManualClock(0);
    const migrating = migrate(store, { directory: folder.path, clock });
    const done = migrating.then(() => true);
    const later = (): Promise<boolean> => systemClock.sleep(5).then(() => false);
    while (!(await Promise.race([done, later()]))) clock.advance(200);
    expect(await migrating).toEqual({ applied: ['0001_create_item.sql'], total: 1 });
    expect(await tables()).toEqual(['item', 'schema_migration']);
  });
});
