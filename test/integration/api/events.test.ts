import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parseSite } from '#register';
import { publishRegister } from '#rollup';
import { readConfig, silentLogger, systemClock } from '#runtime';
import { apiConfig } from '../../../apps/api/config.ts';
import { eventsShape, type TakenEvents } from '../../../apps/api/event-shapes.ts';
import { type Api, startApi } from '../../../apps/api/start.ts';
import { type Child, type Stack, startProcessor, startStack, until } from '../processor-stack.ts';

const file = `
site: { id: alpha, zone: UTC }
halls: [{ id: lab, workload: ai }]
job_log: [{}]
devices:
  - { id: gpu-1, kind: dcgm, address: '127.0.0.1:9400', hall: lab, model: H100, gpus: 2 }
`;

let stack: Stack;
let processor: Child;
let api: Api;

const startTestApi = (more: Record<string, string> = {}): Promise<Api> => {
  const config = readConfig(apiConfig, { ...stack.environment, CLICKHOUSE_USER: 'coload', API_PORT: '0', ...more });
  return startApi({ config, clock: systemClock, logger: silentLogger });
};

beforeAll(async () => {
  stack = await startStack();
  const siteFile = join(stack.directory, 'site.yaml');
  writeFileSync(siteFile, file);
  await publishRegister(stack.store, parseSite(file, siteFile), systemClock);
  processor = await startProcessor(stack, { SITE_FILE: siteFile });
  api = await startTestApi();
});

afterAll(async () => {
  await api?.stop();
  await processor?.kill('SIGTERM');
  await stack?.stop();
});

const run = (event_id: string, more: object = {}): object => ({
  kind: 'job',
  site: 'alpha',
  event_id,
  revision: 1,
  job: 'j-1',
  class: 'train',
  devices: ['gpu-1'],
  gpus: 2,
  started_at: '2026-03-01T10:00:00Z',
  ...more,
});

const post = (body: unknown, to: Api = api): Promise<Response> =>
  fetch(`${to.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function told(body: unknown, to?: Api): Promise<TakenEvents> {
  const response = await post(body, to);
  expect(response.status).toBe(201);
  return eventsShape.parse(await response.json());
}

const rows = async (event: string): Promise<Record<string, unknown>[]> =>
  stack.store.query('SELECT * FROM site_job WHERE event_id = {event:String} ORDER BY revision, src_offset', {
    params: { event },
    schema: z.record(z.string(), z.unknown()),
  });

test('events are taken or refused one by one, each refusal with the place, the key and what was meant', async () => {
  const answer = await told([
    run('good'),
    run('typo', { devices: ['gpu-1/0', 'gpu-1/7'] }),
    run('elsewhere', { site: 'alpah' }),
    run('hall', { devices: undefined, hall: 'lap' }),
    run('key', { tokns: 5 }),
    'no event',
    run('also-good', { ended_at: '2026-03-01T11:00:00Z', output_tokens: 5, outcome: 'completed' }),
  ]);
  expect(answer.taken).toEqual([
    { index: 0, event_id: 'good', revision: 1 },
    { index: 6, event_id: 'also-good', revision: 1 },
  ]);
  expect(answer.refused.map(({ index, key }) => [index, key])).toEqual([
    [1, 'devices'],
    [2, 'site'],
    [3, 'hall'],
    [4, 'tokns'],
    [5, 'event'],
  ]);
  const reasons = answer.refused.map(({ reason }) => reason).join('; ');
  expect(reasons).toMatch(
    /gpu-1\/7; did you mean gpu-1\/\d\?; .*alpah; did you mean alpha\?; .*lap; did you mean lab\?/,
  );
});

test('what is taken comes to the store as it was told', async () => {
  await until('both rows', async () => (await rows('also-good')).length === 1 && (await rows('good')).length === 1);
  const [row] = await rows('also-good');
  expect(row).toMatchObject({
    site: 'alpha',
    class: 'train',
    reach: 'local',
    devices: 'gpu-1',
    collector: 'api',
    started_at: '2026-03-01T10:00:00.000Z',
    ended_at: '2026-03-01T11:00:00.000Z',
    queued_at: null,
    tokens: null,
  });
  expect(Number(row?.['output_tokens'])).toBe(5);
});

test('what another run of the api is told once more is a second row under the same id, which counts as one', async () => {
  const again = await startTestApi();
  try {
    await told([run('twice')]);
    await told([run('twice'), run('twice', { revision: 2, ended_at: '2026-03-01T12:00:00Z' })], again);
    await until('all rows', async () => (await rows('twice')).length === 3);
    const found = await rows('twice');
    expect(found.map(({ revision }) => Number(revision))).toEqual([1, 1, 2]);
    expect(new Set(found.map(({ incarnation }) => incarnation)).size).toBe(2);
  } finally {
    await again.stop();
  }
});

test.each([
  ['no list', { kind: 'job' }, 400],
  ['an empty list', [], 400],
  ['more than 1000 events', Array.from({ length: 1001 }, () => 0), 413],
])('a request of %s is refused as a whole', async (_, body, status) => {
  const response = await post(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ parameter: 'body', code: 'QUERY_INVALID' });
});

test('while the stream cannot be opened the api says so and serves everything else', async () => {
  const blocked = join(stack.directory, 'a-file');
  writeFileSync(blocked, '');
  const lonely = await startTestApi({ STREAM_DIR: join(blocked, 'stream') });
  try {
    const response = await post([run('lost')], lonely);
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'STREAM_UNAVAILABLE' }),
    ]);
    expect((await fetch(`${lonely.url}/v1/sites`)).status).toBe(200);
  } finally {
    await lonely.stop();
  }
});
