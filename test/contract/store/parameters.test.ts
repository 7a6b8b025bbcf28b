import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TupleParam } from '@clickhouse/client';
import { startTarget, type Target } from './harness.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

async function ask(query: string, params: Record<string, unknown>): Promise<unknown> {
  const result = await target.client.query({
    query,
    query_params: params,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
  });
  return (await result.json<unknown[]>())[0];
}

const big = 2n ** 256n - 1n;
const awkward = 'quote \' double " back \\ slash\ttab\nline\rreturn\0nul {x:String} `tick` ünïcödé 😀 -- /* comment';

describe('a parameter arrives as it was sent', () => {
  const cases: readonly [type: string, value: unknown, expected: unknown][] = [
    ['UInt8', 255, 255],
    ['Int8', -128, -128],
    ['UInt16', 65_535, 65_535],
    ['Int32', -2_147_483_648, -2_147_483_648],
    ['UInt64', 18_446_744_073_709_551_615n, '18446744073709551615'],
    ['Int64', -9_223_372_036_854_775_808n, '-9223372036854775808'],
    ['UInt128', 2n ** 128n - 1n, String(2n ** 128n - 1n)],
    ['UInt256', big, String(big)],
    ['Int256', -(2n ** 255n), String(-(2n ** 255n))],
    ['Float32', 1.5, 1.5],
    ['Float64', -1.0000000000000002e-300, -1.0000000000000002e-300],
    ['Decimal(38, 10)', '12345.0625', 12345.0625],
    ['String', awkward, awkward],
    ['String', '', ''],
    ['String', '\\N', '\\N'],
    ['FixedString(3)', 'abc', 'abc'],
    ['LowCardinality(String)', awkward, awkward],
    ['Bool', true, true],
    ['Date', '2026-02-28', '2026-02-28'],
    ['Date32', '1925-01-01', '1925-01-01'],
    ["DateTime('UTC')", '2026-02-28 23:59:59', '2026-02-28 23:59:59'],
    ["DateTime64(3, 'UTC')", new Date(1_767_225_599_987), '2025-12-31 23:59:59.987'],
    ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ["Enum8('on' = 1, 'off' = 2)", 'off', 'off'],
    ['Nullable(Int32)', null, null],
    ['Nullable(String)', 'NULL', 'NULL'],
    ['Array(String)', [awkward, "it's", ''], [awkward, "it's", '']],
    ['Array(Nullable(Int64))', [1, null, 3], ['1', null, '3']],
    ['Array(Array(Float64))', [[0.5], [], [1, 2]], [[0.5], [], [1, 2]]],
    ['Map(String, Int32)', { "k'1": 1, k2: -2 }, { "k'1": 1, k2: -2 }],
    ['Tuple(Int32, String)', new TupleParam([7, "x'y\\z"]), [7, "x'y\\z"]],
    ['IPv4', '192.0.2.1', '192.0.2.1'],
  ];

  test.each(cases)('%s %p', async (type, value, expected) => {
    expect(await ask(`SELECT {value:${type}} AS value`, { value })).toEqual([expected]);
  });

  test('as the name of a table and of a column', async () => {
    const params = { table: 'one', column: 'dummy' };
    expect(await ask('SELECT {column:Identifier} FROM system.{table:Identifier}', params)).toEqual([0]);
  });

  test('several at once, in the order of their names and not of their places', async () => {
    const query = 'SELECT {b:String}, {a:Int32}, {b:String}';
    expect(await ask(query, { a: 1, b: 'two' })).toEqual(['two', 1, 'two']);
  });

  test('in a form when it is too long for a URL', async () => {
    const values = Array.from({ length: 20_000 }, (_, index) => `device's ${index}\t\u00e9`);
    const client = target.connect({ use_multipart_params_auto: true });
    const query = 'SELECT length({values:Array(String)}) AS n, {values:Array(String)}[20000] AS last';
    const result = await client.query({ query, query_params: { values }, format: 'JSONCompactEachRow' });
    expect(await result.json()).toEqual([[expect.anything(), "device's 19999\t\u00e9"]]);
  });
});

test('a parameter is forgotten with its request', async () => {
  await ask('SELECT {value:String}', { value: 'first' });
  await expect(ask('SELECT {value:String}', {})).rejects.toMatchObject({ code: '456' });
});

test('parameters of requests at the same time do not mix', async () => {
  const all = Array.from({ length: 60 }, (_, index) =>
    ask('SELECT {value:String}, sleep(0.01)', { value: `v${index}` }),
  );
  const rows = (await Promise.all(all)) as string[][];
  expect(rows.map(([value]) => value)).toEqual(all.map((_, index) => `v${index}`));
});

test('a value that does not fit its type is refused by the engine', async () => {
  await expect(ask('SELECT {value:UInt8}', { value: 'abc' })).rejects.toMatchObject({
    code: expect.stringMatching(/^(457|27|26)$/),
  });
});
