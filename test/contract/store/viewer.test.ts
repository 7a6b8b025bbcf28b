import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isEmbedded, login, startTarget, type Target } from './harness.ts';

const password = 'only looking';
let target: Target;

beforeAll(async () => {
  target = await startTarget({ ENGINE_VIEWER_PASSWORD: password });
  await target.client.command({
    query: 'CREATE TABLE item (id UInt64, at DateTime) ENGINE = ReplacingMergeTree ORDER BY id',
  });
  await target.client.command({ query: 'INSERT INTO item VALUES (7, 0)' });
  await target.client.command({ query: 'CREATE VIEW seen (id UInt64, at DateTime) AS SELECT * FROM item FINAL' });
});
afterAll(() => target.stop());

/** As a tool asks that reads SQL over HTTP. */
async function ask(
  query: string,
  { search = '', method = 'POST', user = 'viewer', key = password } = {},
): Promise<{ code: string | null; text: string }> {
  const isGet = method === 'GET';
  const url = `${target.url}/?database=${target.database}&${isGet ? `query=${encodeURIComponent(query)}&` : ''}${search}`;
  const headers = { 'x-clickhouse-user': user, 'x-clickhouse-key': key };
  const answer = await fetch(url, { method, headers, ...(!isGet && { body: query }) });
  return { code: answer.headers.get('x-clickhouse-exception-code'), text: await answer.text() };
}

// A real server has users of its own: docs/sql-views.md says which.
(isEmbedded ? describe : describe.skip)('the viewer', () => {
  test.each(['GET', 'POST'])('reads tables and views by %s, with the settings of its client', async (method) => {
    const search = 'date_time_output_format=iso&default_format=CSV';
    expect(await ask('SELECT * FROM seen', { search, method })).toEqual({
      code: null,
      text: '7,"1970-01-01T00:00:00Z"\n',
    });
    expect((await ask("SELECT count() FROM system.columns WHERE table = 'seen'")).text).toBe('2\n');
  });

  test.each([
    'INSERT INTO item VALUES (8, 0)',
    'INSERT INTO item FORMAT CSV\n8,0',
    'CREATE TABLE other (a Int8) ENGINE = Memory',
    'DROP VIEW seen',
    'ALTER TABLE item DELETE WHERE 1',
    "SELECT * FROM file('/etc/hostname', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM file('/etc/hostname', 'LineAsString') SETTINGS readonly = 2",
  ])('may not: %s', async (query) => {
    expect((await ask(query)).code).toBe('164');
    expect((await ask(query, { search: 'readonly=0' })).code).toBe('164');
    expect((await ask('SELECT count() FROM item')).text).toBe('1\n');
  });

  test('has a password of its own, which is nobody else’s', async () => {
    expect((await ask('SELECT 1', { key: login.password })).code).toBe('516');
    expect((await ask('SELECT 1', { user: login.user })).code).toBe('516');
    expect((await ask('SELECT 1', { key: '' })).code).toBe('516');
  });

  test('is nobody where there is no such password', async () => {
    const other = await startTarget();
    try {
      const headers = { 'x-clickhouse-user': 'viewer', 'x-clickhouse-key': '' };
      const answer = await fetch(`${other.url}/`, { method: 'POST', headers, body: 'SELECT 1' });
      expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516');
    } finally {
      await other.stop();
    }
  });
});
