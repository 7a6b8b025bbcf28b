import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { bigInteger, createStore, instant, integer, safeInteger, type Store } from '#store';
import { eventually, runningWith, startTarget, type Target } from './harness.ts';
import { int64, nativeBlock } from './native.ts';

let target: Target;
let store: Store;
beforeAll(async () => {
  target = await startTarget();
  store = createStore(target);
  await store.command('CREATE TABLE item (id Int64) ENGINE = MergeTree ORDER BY id');
});
afterAll(async () => {
  await store.close();
  await target.stop();
});

const anything = z.looseObject({});

describe('a query', () => {
  test('gives rows as their schema has them, with integers that are never rounded', async () => {
    const sql =
      "SELECT 9007199254740991 AS safe, 9007199254740993 AS unsafe, toInt128(-5) AS small, {at:DateTime64(3, 'UTC')} AS at, nan AS nothing";
    const schema = z.object({ safe: integer, unsafe: integer, small: bigInteger, at: instant, nothing: z.null() });
    const rows = await store.query(sql, { schema, params: { at: '2026-01-02 03:04:05.678' } });
    expect(rows).toEqual([
      { safe: 9_007_199_254_740_991, unsafe: 9_007_199_254_740_993n, small: -5n, at: 1_767_323_045_678, nothing: null },
    ]);
  });

  test('gives columns with the values of its rows, also of none', async () => {
    const sql =
      'SELECT toInt64(number) - 9007199254740993 AS n, toString(number) AS text, if(number = 1, nan, 0.5) AS half';
    expect(await store.queryColumns(`${sql} FROM numbers(2)`, {})).toEqual({
      n: ['-9007199254740993', '-9007199254740992'],
      text: ['0', '1'],
      half: [0.5, null],
    });
    expect(Object.values(await store.queryColumns(`${sql} FROM numbers(0)`, {})).flat()).toEqual([]);
    await expect(store.queryColumns('SELECT throwIf(number = 70000) AS n FROM numbers(100000)', {})).rejects.toThrow(
      /throwIf/,
    );
  });

  test('that is not as its schema has it fails', async () => {
    const asking = store.query('SELECT 9007199254740993 AS n', { schema: z.object({ n: safeInteger }) });
    await expect(asking).rejects.toThrow(/n/);
  });

  test('streams, and is cancelled when its reader stops', async () => {
    const sql = 'SELECT number AS n FROM numbers(1000000000000)';
    let seen = 0;
    for await (const rows of store.queryStream(sql, { schema: z.object({ n: integer }) })) {
      expect(rows[0]?.n).toBe(seen);
      seen += rows.length;
      if (seen > 5_000) break;
    }
    const gone = async (): Promise<boolean> => (await runningWith(target.client, 'numbers(1000000000000)')) === 0;
    await eventually('it is gone', gone);
  });

  test('fails with the reason of the signal that stops it', async () => {
    const stop = new AbortController();
    const asking = store.query('SELECT sleep(3)', { schema: anything, signal: stop.signal });
    stop.abort(new Error('the user left'));
    await expect(asking).rejects.toThrow('the user left');
  });
});

describe('a download', () => {
  const read = async (sql: string, format: string): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of await store.download(sql, { format })) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };

  test('is whole, in text and in binary formats', async () => {
    expect((await read('SELECT 1 AS a', 'CSVWithNames')).toString()).toBe('"a"\n1\n');
    const csv = await read('SELECT number FROM numbers(500000)', 'CSV');
    expect(csv.toString().split('\n')).toHaveLength(500_001);
    const parquet = await read('SELECT number FROM numbers(100000)', 'Parquet');
    expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  });

  test.each(['CSV', 'JSONEachRow', 'Native'])(
    'of %s that breaks off fails and passes no message off as data',
    async (format) => {
      const sql = 'SELECT number, throwIf(number = 3000000) FROM numbers(5000000) SETTINGS max_threads = 1';
      let tail = '';
      const reading = async (): Promise<void> => {
        for await (const chunk of await store.download(sql, { format })) tail = (chunk as Buffer).toString('latin1');
      };
      await expect(reading()).rejects.toThrow();
      expect(tail).not.toContain('exception');
    },
  );

  test('that is refused from the start is a typed error', async () => {
    await expect(read('SELECT nope', 'CSV')).rejects.toMatchObject({
      code: 'STORE_REFUSED',
      details: { clickhouseCode: 47 },
    });
  });
});

describe('errors', () => {
  test.each([
    ['SELECT (1', 'STORE_REFUSED', 62, 'give-up'],
    ['SELECT throwIf(1)', 'STORE_REFUSED', 395, 'give-up'],
    ['SELECT * FROM nope', 'STORE_REFUSED', 60, 'bisect'],
    [
      'SELECT sleep(3) FROM numbers(100) SETTINGS max_execution_time = 1, max_block_size = 1',
      'STORE_UNAVAILABLE',
      159,
      'retry',
    ],
    [
      'SELECT groupArray(number) FROM numbers(1000000000) SETTINGS max_memory_usage = 10000000',
      'STORE_REFUSED',
      241,
      'smaller-block',
    ],
  ])('of %s are %s', async (sql, code, clickhouseCode, remedy) => {
    await expect(store.query(sql, { schema: anything })).rejects.toMatchObject({
      code,
      details: { clickhouseCode, remedy },
    });
  });

  test('of a write that ran out of time leave its outcome unknown', async () => {
    const sql = 'INSERT INTO item SELECT sleepEachRow(1) FROM numbers(10) SETTINGS max_block_size = 1';
    const writing = store.command(sql, { settings: { max_execution_time: 1 } });
    await expect(writing).rejects.toMatchObject({
      code: 'STORE_UNKNOWN',
      details: { clickhouseCode: 159, remedy: 'look-up' },
    });
  });

  test('of a wrong password are refused, and name no secret', async () => {
    const stranger = createStore({ ...target, password: 'hunter2' });
    const asking = stranger.ping();
    await expect(asking).rejects.toMatchObject({ code: 'STORE_REFUSED', details: { clickhouseCode: 516 } });
    await expect(asking).rejects.not.toThrow('hunter2');
    await stranger.close();
  });

  test('of a server that is not there may be repeated, of reads and of writes', async () => {
    const nobody = createStore({ url: 'http://127.0.0.1:9', user: 'a', password: 'b' });
    await expect(nobody.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(nobody.command('SELECT 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await nobody.close();
  });
});

describe('a server that takes a request and does not answer', () => {
  let silent: Server;
  let url = '';
  let behave: 'hang' | 'reset' = 'hang';
  beforeAll(async () => {
    silent = createServer((request) => {
      request.resume();
      if (behave === 'reset') request.once('end', () => request.socket.destroy());
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test.each(['hang', 'reset'] as const)(
    '(%s) leaves the outcome of a write unknown; a read may be repeated',
    async (way) => {
      behave = way;
      const lost = createStore({ url, user: 'a', password: 'b', requestTimeoutMs: 200 });
      const body = nativeBlock({ id: int64([1n]) });
      const inserting = lost.insertBlock({ statement: 'INSERT INTO item FORMAT Native', body });
      await expect(inserting).rejects.toMatchObject({ code: 'STORE_UNKNOWN' });
      await expect(lost.query('SELECT 1', { schema: anything })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await lost.close();
    },
  );
});
