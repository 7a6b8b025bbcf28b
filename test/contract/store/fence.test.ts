import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createStore, safeInteger, type Store } from '#store';
import { startTarget, type Target } from './harness.ts';
import { date, int64, nativeBlock, strings } from './native.ts';

const day = 20_000;

let target: Target;
let store: Store;
beforeAll(async () => {
  target = await startTarget();
  store = createStore(target);
  await store.command(
    'CREATE TABLE owner (partition UInt16, epoch UInt64, id String) ENGINE = MergeTree ORDER BY partition',
  );
  await store.command(
    'CREATE TABLE reading (n Int64, day Date, device LowCardinality(String)) ENGINE = MergeTree PARTITION BY day ORDER BY n',
  );
});
beforeEach(() => store.command('TRUNCATE TABLE reading'));
afterAll(async () => {
  await store.close();
  await target.stop();
});

const block = (rows: number, days: (index: number) => number = () => day): Buffer => {
  const numbers = Array.from({ length: rows }, (_, index) => index);
  return nativeBlock({
    n: int64(numbers.map((n) => BigInt(n))),
    day: date(numbers.map(days)),
    device: strings(numbers.map((n) => `device-${n % 240}`)),
  });
};

const fenced = `INSERT INTO reading (n, day, device) SELECT n, day, device FROM input('n Int64, day Date, device String')
  WHERE (SELECT argMax(id, (epoch, id)) FROM owner WHERE partition = {partition:UInt16}) = {me:String}
  /* partition {partition:UInt16} */ FORMAT Native`;

const count = async (): Promise<unknown> => {
  const [row] = await store.query('SELECT count() AS rows FROM reading', { schema: z.object({ rows: safeInteger }) });
  return row?.rows;
};
const parts = async (): Promise<number[]> => {
  const sql = `SELECT rows FROM system.parts WHERE database = currentDatabase() AND table = 'reading' AND active`;
  const rows = await store.query(sql, { schema: z.object({ rows: safeInteger }) });
  return rows.map((row) => row.rows);
};
const claim = (partition: number, epoch: number, id: string): Promise<void> =>
  store.command('INSERT INTO owner SELECT {partition:UInt16}, {epoch:UInt64}, {id:String}', {
    params: { partition, epoch, id },
  });

describe('the fence', () => {
  test('lets the owner insert and nobody else, whoever claimed first', async () => {
    await claim(3, 1, 'first');
    await store.insertBlock({ statement: fenced, body: block(10), params: { partition: 3, me: 'first' } });
    expect(await count()).toBe(10);
    await claim(3, 2, 'a');
    await claim(3, 2, 'b');
    for (const me of ['first', 'a', 'nobody', '']) {
      await store.insertBlock({ statement: fenced, body: block(10), params: { partition: 3, me } });
      expect(await count()).toBe(10);
    }
    await store.insertBlock({ statement: fenced, body: block(10), params: { partition: 3, me: 'b' } });
    expect(await count()).toBe(20);
  });

  test('of a partition that nobody owns lets nobody insert', async () => {
    await store.insertBlock({ statement: fenced, body: block(10), params: { partition: 4, me: 'someone' } });
    expect(await count()).toBe(0);
  });

  test('fails the insert, rather than letting it in, when the owners cannot be read', async () => {
    const statement = fenced.replace('FROM owner', 'FROM no_such_owner');
    const inserting = store.insertBlock({ statement, body: block(10), params: { partition: 3, me: 'b' } });
    await expect(inserting).rejects.toMatchObject({ code: 'STORE_REFUSED', details: { clickhouseCode: 60 } });
    expect(await count()).toBe(0);
  });
});

describe('one insert', () => {
  test('of 500 000 rows of a day is one part, fenced or not', async () => {
    await claim(5, 1, 'me');
    await store.command('SYSTEM STOP MERGES reading');
    const body = block(500_000);
    await store.insertBlock({ statement: fenced, body, params: { partition: 5, me: 'me' } });
    expect(await parts()).toEqual([500_000]);
    await store.insertBlock({ statement: 'INSERT INTO reading FORMAT Native', body });
    expect(await parts()).toEqual([500_000, 500_000]);
    await store.command('SYSTEM START MERGES reading');
  });

  test('of many small blocks of a day is one part', async () => {
    await store.command('SYSTEM STOP MERGES reading');
    const body = Buffer.concat(Array.from({ length: 400 }, () => block(100)));
    await store.insertBlock({ statement: fenced, body, params: { partition: 5, me: 'me' } });
    expect(await parts()).toEqual([40_000]);
    await store.command('SYSTEM START MERGES reading');
  });

  test('of two days is refused and leaves nothing', async () => {
    const body = block(1_000, (index) => day + (index % 2));
    for (const statement of [fenced, 'INSERT INTO reading FORMAT Native']) {
      const inserting = store.insertBlock({ statement, body, params: { partition: 5, me: 'me' } });
      await expect(inserting).rejects.toMatchObject({
        code: 'STORE_REFUSED',
        details: { clickhouseCode: 252, remedy: 'smaller-block' },
      });
    }
    expect(await count()).toBe(0);
  });
});
