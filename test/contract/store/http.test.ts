import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ClickHouseError } from '@clickhouse/client';
import { isEmbedded, runningWith, eventually, startTarget, type Target } from './harness.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ENGINE_QUEUE_MS: '300' });
  await target.client.command({ query: 'CREATE TABLE item (id UInt64, name String) ENGINE = MergeTree ORDER BY id' });
});
afterAll(() => target.stop());

const rowsOf = async (query: string, client = target.client): Promise<unknown[]> =>
  (await client.query({ query, format: 'JSONCompactEachRow' })).json();

const authorization = (password = target.password): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${target.user}:${password}`).toString('base64')}`,
});

/** A bare request, for what the client never sends. */
const request = (
  query: string,
  options: { search?: string; method?: string; headers?: Record<string, string> } = {},
): Promise<Response> => {
  const { search = '', method = 'POST', headers = {} } = options;
  const isGet = method === 'GET';
  const url = `${target.url}/?${isGet ? `query=${encodeURIComponent(query)}&` : ''}${search}`;
  return fetch(url, { method, headers: { ...authorization(), ...headers }, ...(!isGet && { body: query }) });
};

describe('settings', () => {
  test('hold for their request and for no other', async () => {
    const query = "SELECT getSetting('max_block_size')";
    const settings = { max_block_size: '777' };
    const result = await target.client.query({ query, clickhouse_settings: settings, format: 'JSONCompactEachRow' });
    expect(Number((await result.json<unknown[]>())[0]?.[0])).toBe(777);
    for (let again = 0; again < 8; again++) expect(await rowsOf(query)).not.toEqual([[777]]);
  });

  test('of a SET statement without a session hold for nothing', async () => {
    await target.client.command({ query: 'SET max_block_size = 555' });
    expect(await rowsOf("SELECT getSetting('max_block_size')")).not.toEqual([[555]]);
  });

  test('that the engine does not know are refused by name', async () => {
    const answer = await request('SELECT 1', { search: 'no_such_setting=1' });
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('115');
    expect(await answer.text()).toContain('no_such_setting');
  });

  test('name the database of unqualified tables', async () => {
    expect(await rowsOf('SELECT currentDatabase()')).toEqual([[target.database]]);
    const answer = await request('SELECT 1', { search: 'database=no_such_database' });
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('81');
  });
});

describe('formats', () => {
  test.each([
    ['SELECT 1 AS a', 'default_format=JSONEachRow', '{"a":1}\n'],
    ['SELECT 1 AS a FORMAT CSVWithNames', 'default_format=JSONEachRow', '"a"\n1\n'],
    ['SELECT 1 AS a', '', '1\n'],
    ["SELECT 'FORMAT Null' AS format FORMAT TSV -- FORMAT JSON", '', 'FORMAT Null\n'],
    ['SELECT 1 AS a FORMAT TSV SETTINGS max_threads = 1;', '', '1\n'],
    ['/* FORMAT Null */ WITH 2 AS x SELECT x', '', '2\n'],
    ['(SELECT 1) UNION ALL (SELECT 1)', 'default_format=CSV', '1\n1\n'],
    ['SELECT 1 WHERE 0', 'default_format=CSVWithNames', '"1"\n'],
    ['SHOW TABLES', '', 'item\n'],
    ['EXISTS TABLE item', 'default_format=JSONEachRow', '{"result":1}\n'],
    ['DESCRIBE TABLE item FORMAT CSV', '', '"id","UInt64","","","","",""\n"name","String","","","","",""\n'],
  ])('%s with %p gives %p', async (query, search, expected) => {
    const answer = await request(query, { search: `${search}&database=${target.database}` });
    expect([answer.status, await answer.text()]).toEqual([200, expected]);
  });

  test('the answer says which it is', async () => {
    const answer = await request('SELECT 1 FORMAT JSONEachRow', { search: 'query_id=my-id' });
    expect(answer.headers.get('x-clickhouse-format')).toBe('JSONEachRow');
    expect(answer.headers.get('x-clickhouse-query-id')).toBe('my-id');
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary') ?? '')).toHaveProperty('elapsed_ns');
  });
});

describe('errors', () => {
  test.each([
    ['SELEC 1 FROM', '62'],
    ['SELECT * FROM no_such_table', '60'],
    ['SELECT no_such_column FROM item', '47'],
    ['SELECT no_such_function(1)', '46'],
    ['CREATE TABLE item (a Int8) ENGINE = Memory', '57'],
    ["SELECT toUInt8('x')", '6'],
    ['SELECT 1; SELECT 2', '62'],
    ['SELECT throwIf(number = 3) FROM numbers(10)', '395'],
  ])('%s is a ClickHouseError with code %s', async (query, code) => {
    const failing = rowsOf(query);
    await expect(failing).rejects.toBeInstanceOf(ClickHouseError);
    await expect(failing).rejects.toMatchObject({ code });
  });

  test('in the middle of a result reach its reader', async () => {
    const result = await target.client.query({
      query: 'SELECT number, throwIf(number = 3000000) AS fine FROM numbers(10000000)',
      format: 'JSONEachRow',
      clickhouse_settings: { max_threads: 1 },
    });
    let rows = 0;
    const read = async (): Promise<void> => {
      for await (const piece of result.stream()) rows += piece.length;
    };
    const error = await read().catch((cause: unknown) => cause);
    // The client finds code and text when they come in one piece; cut in two by the socket, it only knows that the result is not whole.
    expect(error instanceof ClickHouseError ? error.code : String(error)).toMatch(
      /^395$|there was an error in the stream/,
    );
    expect(rows).toBeGreaterThan(1_000);
    expect(rows).toBeLessThanOrEqual(3_000_000);
  });

  test('of a wrong password are code 516 and do not say which half was wrong', async () => {
    const client = target.connect({ password: 'wrong' });
    await expect(rowsOf('SELECT 1', client)).rejects.toMatchObject({ code: '516' });
    const stranger = target.connect({ username: 'nobody' });
    await expect(rowsOf('SELECT 1', stranger)).rejects.toMatchObject({ code: '516' });
  });

  test('point into the text that was sent', async () => {
    const answer = await request('SELECT 1, (2');
    const position = Number(/failed at position (\d+)/.exec(await answer.text())?.[1]);
    expect(position).toBeGreaterThan(9);
    expect(position).toBeLessThanOrEqual(13);
  });

  test('a statement that would read or write files of the server is refused', async () => {
    const answer = await request("SELECT 1 INTO OUTFILE '/tmp/x'");
    expect(answer.ok).toBe(false);
  });
});

describe('logins', () => {
  test('by headers and by parameters work like Basic', async () => {
    const { user, password } = target;
    const search = new URLSearchParams({ query: 'SELECT 1', user, password });
    expect(await (await fetch(`${target.url}/?${search.toString()}`)).text()).toBe('1\n');
    const headers = { 'x-clickhouse-user': user, 'x-clickhouse-key': password };
    expect(await (await fetch(`${target.url}/?query=SELECT+1`, { headers })).text()).toBe('1\n');
  });

  test('a ping needs none', async () => {
    const answer = await fetch(`${target.url}/ping`);
    expect([answer.status, await answer.text()]).toEqual([200, 'Ok.\n']);
    expect(await target.client.ping()).toEqual({ success: true });
    expect(await target.client.ping({ select: true })).toEqual({ success: true });
  });
});

test('a GET may not write', async () => {
  const answer = await request('CREATE TABLE other (a Int8) ENGINE = Memory', { method: 'GET' });
  expect(answer.headers.get('x-clickhouse-exception-code')).toBe('164');
});

test('KILL QUERY finds a statement by the id that its client gave it', async () => {
  const id = `kill-me-${Math.random()}`;
  const query = `SELECT sum(sipHash64(number)) FROM numbers(1000000000000)`;
  const running = target.client.query({ query, query_id: id, format: 'JSONEachRow' }).then((result) => result.json());
  const settled = expect(running).rejects.toMatchObject({ code: '394' });
  await eventually('it runs', async () => (await runningWith(target.client, 'numbers(1000000000000)')) > 0);
  await target.client.command({ query: `KILL QUERY WHERE query_id = '${id}' ASYNC` });
  await settled;
});

const describeEmbedded = isEmbedded ? describe : describe.skip;

describeEmbedded('when all sessions are busy', () => {
  test('a request is told 503 and code 202 after a short wait, the loader is served, and all is well again afterwards', async () => {
    const slow = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000) -- slow';
    const stop = new AbortController();
    const busy = Array.from({ length: 3 }, () =>
      target.client.query({ query: slow, abort_signal: stop.signal }).catch(() => undefined),
    );
    const loader = target.connect({ username: 'loader' });
    await eventually('three run', async () => (await runningWith(loader, '-- slow')) === 3);
    const answer = await request('SELECT 1');
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([503, '202']);
    expect(await rowsOf('SELECT 1', loader)).toEqual([[1]]);
    stop.abort();
    await Promise.all(busy);
    await eventually('they are gone', async () => (await runningWith(loader, '-- slow')) === 0);
    expect(await rowsOf('SELECT 1')).toEqual([[1]]);
  });

  test('planning that computes for long delays nobody else', async () => {
    const stop = new AbortController();
    const heavy = 'SELECT (SELECT sum(sipHash64(number)) FROM numbers(1000000000000)) AS scalar';
    const planning = target.client.query({ query: heavy, abort_signal: stop.signal }).catch(() => undefined);
    await eventually('it runs', async () => (await runningWith(target.client, 'AS scalar')) > 0);
    expect(await rowsOf('SELECT 1')).toEqual([[1]]);
    expect(await runningWith(target.client, 'AS scalar')).toBe(1);
    stop.abort();
    await planning;
    await eventually('it is gone', async () => (await runningWith(target.client, 'AS scalar')) === 0);
  });
});
