import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { ManualClock, silentLogger } from '#runtime';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { PublicTables } from '../../../apps/scheduler/public-tables.ts';
import { parseSchedule } from '../../../apps/scheduler/schedule-file.ts';
import { readFigures } from '../../../libs/claims/public/figures.ts';
import { openTestStore, runCoload, type TestStore } from '../api/support.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-05-31T12:00:00Z');

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let db: TestStore;
let server: Server;
let answer: Answer = {};
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  db = await openTestStore();
  server = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await db?.stop();
});

const csv = (...lines: readonly string[]): string =>
  ['Average cost: 0.05 USD/kWh', 'Timestamp,"power MIN, GW","power GUESS, GW","power MAX, GW"', ...lines, ''].join(
    '\n',
  );
const imports = (): Promise<object[]> =>
  db.store.query('SELECT file, figures, problems, made_by FROM public_import ORDER BY known_at', {
    schema: z.object({ file: z.string(), figures: z.number(), problems: z.number(), made_by: z.string() }),
  });

test('an index that is asked for counts as one that is imported: by hash and tag, in versions, whatever else it answers', async () => {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/data?price=0.05&key=hunter2`;
  const clock = new ManualClock(start);
  const { public_tables: tables } = parseSchedule(
    `{ channels: [], public_tables: [{ dataset: cbeci, url: "${url}" }] }`,
    'schedule.yaml',
  );
  const worker = new PublicTables({ store: db.store, lease: new Lease(db.store), clock, logger: silentLogger, tables });
  const round = async (afterMs: number, given: Answer = {}): Promise<number> => {
    clock.advance(afterMs);
    answer = given;
    const before = asked.length;
    await worker.run();
    return asked.length - before;
  };
  const guesses = async (asOf?: number): Promise<number[]> =>
    (await readFigures(db.store, { asOf })).map(({ value }) => value);

  expect(await round(0, { headers: { etag: '"v1"' }, body: csv('1780012800,10,18,30', '1780099200,many,18,30') })).toBe(
    1,
  );
  expect(await guesses()).toEqual([18]);
  expect(await round(dayMs - 1)).toBe(0);
  expect(await round(1, { status: 304 })).toBe(1);
  expect(asked.at(-1)).toBe('"v1"');

  expect(await round(dayMs, { body: csv('1780012800,10,19,30', '1780099200,10,20,30') })).toBe(1);
  expect(await guesses()).toEqual([19, 20]);
  expect(await guesses(start + dayMs)).toEqual([18]);
  expect(await round(dayMs, { body: csv('1780012800,10,19,30', '1780099200,10,20,30') })).toBe(1);
  expect(await imports()).toEqual([
    { file: `127.0.0.1:${port}/data`, figures: 1, problems: 1, made_by: 'scheduler' },
    { file: `127.0.0.1:${port}/data`, figures: 2, problems: 0, made_by: 'scheduler' },
  ]);

  expect(await round(dayMs, { body: '<html>busy</html>' })).toBe(1);
  expect(worker.problems).toEqual([{ about: 'cbeci', error: expect.stringMatching(/^feed cbeci: .*page/) }]);
  expect(await round(59_999)).toBe(0);
  expect(await round(1, { status: 429, headers: { 'retry-after': '7200' } })).toBe(1);
  expect(worker.problems).toEqual([]);
  expect(await round(7_199_999)).toBe(0);
  expect(await round(1, { status: 204 })).toBe(1);
  expect(await guesses()).toEqual([19, 20]);
});

test('a table that has lost more than half of its figures stays as it was, and both can be seen as they came', async () => {
  const { port } = server.address() as AddressInfo;
  const clock = new ManualClock(start + 30 * dayMs);
  const table = { dataset: 'cbeci' as const, url: `http://127.0.0.1:${port}/cut`, poll_s: 60, timeout_ms: 1_000 };
  const told: string[] = [];
  const logger = { ...silentLogger, warn: (fields: object) => void told.push(JSON.stringify(fields)) };
  const lease = { hold: () => Promise.resolve(true) };
  const worker = new PublicTables({ store: db.store, lease, clock, logger, tables: [table] });
  const days = (count: number): string =>
    csv(...Array.from({ length: count }, (_, day) => `${1_780_012_800 + 86_400 * day},10,${18 + day},30`));
  const round = async (body: string): Promise<number> => {
    clock.advance(dayMs);
    answer = { body };
    await worker.run();
    return (await readFigures(db.store, {})).length;
  };
  expect(await round(days(9))).toBe(9);
  expect(await round(days(5))).toBe(5);
  expect(await round(days(2))).toBe(5);
  const error = expect.stringMatching(
    /^cbeci has 2 figures and had 5: it stays as it was\. See coload feed show [0-9a-f]{12},/,
  );
  expect(worker.problems).toEqual([{ about: 'cbeci', error }]);
  expect(told).toEqual([expect.stringContaining('cbeci has 2 figures and had 5')]);
  const [, hash = ''] = /feed show ([0-9a-f]+)/.exec(told[0] ?? '') ?? [];
  expect((await runCoload(db, ['feed', 'show', hash])).stdout).toBe(days(2));
  expect(await round(days(3))).toBe(3);
  expect(worker.problems).toEqual([]);
});

test('a scheduler that does not hold the lease asks nobody', async () => {
  const tables = [{ dataset: 'cbeci' as const, url: 'http://127.0.0.1:1/', poll_s: 60, timeout_ms: 100 }];
  const parts = { store: db.store, clock: new ManualClock(start), logger: silentLogger, tables };
  const run = async (isHeld: boolean): Promise<number> => {
    const worker = new PublicTables({ ...parts, lease: { hold: () => Promise.resolve(isHeld) } });
    await worker.run();
    return worker.problems.length;
  };
  expect(await run(false)).toBe(0);
  expect(await run(true)).toBe(1);
});
