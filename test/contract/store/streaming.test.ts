import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  eventually,
  isEmbedded,
  runningWith,
  startEngineProcess,
  startTarget,
  stopEngineProcess,
  temporaryFolder,
  login,
  type Target,
} from './harness.ts';
import { readFileSync } from 'node:fs';
import { createClient } from '@clickhouse/client';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

describe('a large result', () => {
  test('comes whole, in order and in pieces', async () => {
    const query = 'SELECT number AS n FROM numbers(1000000)';
    const settings = { output_format_json_quote_64bit_integers: 0 as const };
    const result = await target.client.query({ query, format: 'JSONEachRow', clickhouse_settings: settings });
    let next = 0;
    let pieces = 0;
    for await (const piece of result.stream<{ n: number }>()) {
      pieces++;
      for (const row of piece) if (row.json().n === next) next++;
    }
    expect(next).toBe(1_000_000);
    expect(pieces).toBeGreaterThan(10);
  });

  test('is compressed when asked for, with the same rows', async () => {
    const client = target.connect({ compression: { response: true } });
    const query = 'SELECT number FROM numbers(300000)';
    const result = await client.query({ query, format: 'TabSeparated' });
    expect(result.response_headers['content-encoding']).toBe('gzip');
    expect((await result.text()).split('\n')).toHaveLength(300_001);
    const url = `${target.url}/?enable_http_compression=1&query=${encodeURIComponent(query)}`;
    const { user, password } = target;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const { get } = await import('node:http');
    const answer = new Promise<Buffer>((resolve, reject) => {
      get(url, { headers: { authorization, 'accept-encoding': 'gzip' } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve(Buffer.concat(chunks));
      }).on('error', reject);
    });
    const compressed = await answer;
    const plain = gunzipSync(compressed).toString();
    expect(plain.endsWith('299999\n')).toBe(true);
    expect(compressed.length).toBeLessThan(plain.length / 2);
  });
});

describe('a client that goes away', () => {
  test.each([
    ['while the engine computes', 'SELECT sum(sipHash64(number)) AS n FROM numbers(1000000000000)'],
    ['while the engine plans', 'SELECT (SELECT sum(sipHash64(number)) AS n FROM numbers(1000000000000))'],
  ])('%s: its query ends', async (_when, query) => {
    const stop = new AbortController();
    const asking = target.client.query({ query, abort_signal: stop.signal });
    const refused = expect(asking).rejects.toThrow();
    await eventually('it runs', async () => (await runningWith(target.client, 'AS n FROM numbers(1000000000000)')) > 0);
    stop.abort();
    await refused;
    const gone = async (): Promise<boolean> =>
      (await runningWith(target.client, 'AS n FROM numbers(1000000000000)')) === 0;
    await eventually('it is gone', gone);
  });

  test('in the middle of a result: its query ends', async () => {
    const result = await target.client.query({
      query: 'SELECT number AS middle FROM numbers(1000000000000)',
      format: 'JSONEachRow',
    });
    for await (const piece of result.stream()) if (piece.length > 0) break;
    const gone = async (): Promise<boolean> => (await runningWith(target.client, 'AS middle FROM')) === 0;
    await eventually('it is gone', gone);
  });

  test('while its INSERT runs: the insert ends and leaves nothing', async () => {
    await target.client.command({ query: 'CREATE TABLE sink (n UInt64) ENGINE = MergeTree ORDER BY n' });
    const stop = new AbortController();
    const query =
      'INSERT INTO sink SELECT sipHash64(number) % 2 FROM numbers(1000000000000) WHERE number % 1000000000 = 1';
    const inserting = target.client.command({
      query,
      abort_signal: stop.signal,
      clickhouse_settings: { min_insert_block_size_rows: '1000000000', min_insert_block_size_bytes: '0' },
    });
    const refused = expect(inserting).rejects.toThrow();
    await eventually('it runs', async () => (await runningWith(target.client, 'INSERT INTO sink')) > 0);
    stop.abort();
    await refused;
    if (!isEmbedded) await target.client.command({ query: `KILL QUERY WHERE query LIKE 'INSERT INTO sink%' SYNC` });
    const gone = async (): Promise<boolean> => (await runningWith(target.client, 'INSERT INTO sink')) === 0;
    await eventually('it is gone', gone);
    const left = await target.client.query({ query: 'SELECT count() FROM sink', format: 'JSONCompactEachRow' });
    expect(Number((await left.json<unknown[]>())[0]?.[0])).toBe(0);
  });
});

test('thirty clients at once are all served', async () => {
  const clients = Array.from({ length: 30 }, (_, index) => index);
  const answers = await Promise.all(
    clients.map(async (index) => {
      const query = `SELECT ${index} AS i, sum(number) AS s FROM numbers(${index + 1} * 100000)`;
      const result = await target.client.query({ query, format: 'JSONEachRow' });
      return (await result.json<{ i: number }>())[0]?.i;
    }),
  );
  expect(answers).toEqual(clients);
});

const describeEmbedded = isEmbedded ? describe : describe.skip;

describeEmbedded('the engine process', () => {
  /** Resident memory of a process in MB, from the kernel. */
  const residentMb = (pid: number): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

  test('holds little of a result that its client does not take, and all others are served meanwhile', async () => {
    const folder = temporaryFolder();
    const engine = await startEngineProcess(folder.path);
    const client = createClient({ url: engine.url, username: login.user, password: login.password });
    const ask = async (): Promise<string> => (await client.query({ query: 'SELECT 1', format: 'TabSeparated' })).text();
    await ask();
    const pid = engine.child.pid ?? 0;
    const before = residentMb(pid);
    const result = await client.query({
      query: 'SELECT number, toString(number) AS t FROM numbers(100000000)',
      format: 'JSONEachRow',
    });
    let size = 0;
    let most = 0;
    for await (const piece of result.stream()) {
      size += piece.length;
      if (size > 2_000_000) break;
      most = Math.max(most, residentMb(pid));
      expect(await ask()).toBe('1\n');
    }
    expect(most - before).toBeLessThan(150);
    await client.close();
    expect(await stopEngineProcess(engine)).toBe(0);
    folder.remove();
  });
});
