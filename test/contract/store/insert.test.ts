import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { int64, strings, nativeBlock } from './native.ts';
import { startTarget, type Target } from './harness.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
  await target.client.command({ query: 'CREATE TABLE item (id Int64, name String) ENGINE = MergeTree ORDER BY id' });
});
beforeEach(() => target.client.command({ query: 'TRUNCATE TABLE item' }).then(() => undefined));
afterAll(() => target.stop());

const stored = async (): Promise<unknown[]> => {
  const query = 'SELECT id, name FROM item ORDER BY id';
  const settings = { output_format_json_quote_64bit_integers: 0 as const };
  return (await target.client.query({ query, format: 'JSONCompactEachRow', clickhouse_settings: settings })).json();
};

/** Sends a body as it is, as the store does. */
async function send(
  query: string,
  body: Buffer,
  options: { client?: Target['client']; params?: Record<string, unknown> } = {},
): Promise<void> {
  const { client = target.client, params } = options;
  const values = Readable.from([body], { objectMode: false });
  const { stream } = await client.exec({ query, values, ...(params && { query_params: params }) });
  for await (const _ of stream) continue;
}

const post = (body: string | Buffer, search = '', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${target.url}/?database=${target.database}&${search}`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Basic ${Buffer.from(`${target.user}:${target.password}`).toString('base64')}`,
      ...headers,
    },
  });

const native = nativeBlock({ id: int64([3n, -1n]), name: strings(['c', "a'\n;\0"]) });
const rows = [
  [-1, "a'\n;\0"],
  [3, 'c'],
];

describe('a body is inserted', () => {
  test('in Native', async () => {
    await send('INSERT INTO item (id, name) FORMAT Native', native);
    expect(await stored()).toEqual(rows);
  });

  test('in RowBinary, with every byte of it', async () => {
    const row = Buffer.alloc(8 + 2 + 256);
    row.writeBigInt64LE(5n);
    row.set([0x80, 0x02], 8);
    for (let byte = 0; byte < 256; byte++) row[10 + byte] = byte;
    await send('INSERT INTO item FORMAT RowBinary', row);
    const query = 'SELECT hex(name) FROM item';
    const result = await target.client.query({ query, format: 'JSONCompactEachRow' });
    expect(await result.json()).toEqual([[row.subarray(10).toString('hex').toUpperCase()]]);
  });

  test('from objects by the client', async () => {
    await target.client.insert({
      table: 'item',
      values: [{ id: 1, name: "x'; DROP TABLE item" }],
      format: 'JSONEachRow',
    });
    expect(await stored()).toEqual([[1, "x'; DROP TABLE item"]]);
  });

  test('from a stream by the client, with its columns named', async () => {
    const values = Readable.from([Buffer.from('b,2\n'), Buffer.from('"c, d",4\n')], { objectMode: false });
    await target.client.insert({ table: 'item', values, format: 'CSV', columns: ['name', 'id'] });
    expect(await stored()).toEqual([
      [2, 'b'],
      [4, 'c, d'],
    ]);
  });

  test('compressed on its way', async () => {
    await send('INSERT INTO item FORMAT Native', native, {
      client: target.connect({ compression: { request: true } }),
    });
    expect(await stored()).toEqual(rows);
    const answer = await post(gzipSync('9\tnine\n'), 'query=INSERT+INTO+item+FORMAT+TSV', {
      'content-encoding': 'gzip',
    });
    expect(answer.status).toBe(200);
    expect(await stored()).toContainEqual([9, 'nine']);
  });

  test('with settings in the statement', async () => {
    await send('INSERT INTO item (id, name) SETTINGS async_insert = 0, max_insert_threads = 1 FORMAT Native', native);
    expect(await stored()).toEqual(rows);
  });

  test('of no rows at all', async () => {
    await send('INSERT INTO item FORMAT JSONEachRow', Buffer.alloc(0)).catch(() => undefined);
    expect(await stored()).toEqual([]);
  });
});

describe('rows after the statement, in one text', () => {
  test.each([
    [
      "INSERT INTO item VALUES (1, 'a;b'), (2, 'c''d')",
      [
        [1, 'a;b'],
        [2, "c'd"],
      ],
    ],
    [
      'INSERT INTO item (name, id) FORMAT JSONEachRow\n{"id": 1, "name": "é"}\n{"id": 2}',
      [
        [1, 'é'],
        [2, ''],
      ],
    ],
    ['INSERT INTO item FORMAT TSV\n7\tseven\n', [[7, 'seven']]],
    ["/* note */ insert into item values (1+1, upper('x'))", [[2, 'X']]],
    [
      "INSERT INTO item SELECT number, 'n' FROM numbers(2);",
      [
        [0, 'n'],
        [1, 'n'],
      ],
    ],
    ["INSERT INTO item SELECT 1 AS format, 'FORMAT TSV'", [[1, 'FORMAT TSV']]],
  ])('%s', async (text, expected) => {
    const answer = await post(text);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(await stored()).toEqual(expected);
  });

  test('with parameters among the values', async () => {
    const query = 'INSERT INTO item VALUES ({id:Int64}, {name:String})';
    await target.client.command({ query, query_params: { id: 8, name: "it's\t" } });
    expect(await stored()).toEqual([[8, "it's\t"]]);
  });
});

describe('an INSERT that selects from input()', () => {
  const structure = "input('id Int64, name String')";

  test('inserts what it selects, with parameters', async () => {
    const query = `INSERT INTO item (id, name) SELECT id * 10, concat(name, {suffix:String}) FROM ${structure} WHERE id > {least:Int64} /* note */ FORMAT Native`;
    await send(query, native, { params: { suffix: "'!", least: 0 } });
    expect(await stored()).toEqual([[30, "c'!"]]);
  });

  test('takes other formats and enumerations in its structure', async () => {
    const query = `INSERT INTO item (id, name) SELECT id, toString(kind) FROM input('id Int64, kind Enum8(\\'on\\' = 1, \\'off\\' = 2)') FORMAT CSV`;
    await send(query, Buffer.from('1,on\n2,off\n'));
    expect(await stored()).toEqual([
      [1, 'on'],
      [2, 'off'],
    ]);
  });

  test('inserts nothing when its condition says no', async () => {
    await send(
      `INSERT INTO item SELECT * FROM ${structure} WHERE (SELECT count() FROM item) > 0 FORMAT Native`,
      native,
    );
    expect(await stored()).toEqual([]);
  });
});

describe('a body that cannot be inserted', () => {
  test('is refused whole with the code of its fault', async () => {
    const failing = send('INSERT INTO item FORMAT TSV', Buffer.from('1\tone\nx\ttwo\n'));
    await expect(failing).rejects.toMatchObject({ code: expect.stringMatching(/^(27|26|6|72)$/) });
    await expect(send('INSERT INTO item FORMAT Native', native.subarray(0, 20))).rejects.toMatchObject({ code: '33' });
    await expect(send('INSERT INTO item FORMAT NoSuchFormat', native)).rejects.toMatchObject({ code: '73' });
    expect(await stored()).toEqual([]);
  });

  test('is not inserted in part when its sender goes away', async () => {
    const stop = new AbortController();
    // Asked for its second piece when the first is on its way.
    function* leaving(): Generator<Buffer> {
      yield Buffer.from('1\tone\n2\ttwo\n');
      stop.abort();
      yield Buffer.from('3\tthree\n');
    }
    const values = Readable.from(leaving(), { objectMode: false, highWaterMark: 1 });
    const query = 'INSERT INTO item FORMAT TSV';
    const sending = target.client.exec({ query, values, abort_signal: stop.signal });
    await expect(sending).rejects.toThrow();
    await send('INSERT INTO item FORMAT TSV', Buffer.from('9\tnine\n'));
    expect(await stored()).toEqual([[9, 'nine']]);
  });
});
