import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { assert, asyncProperty, constantFrom, integer } from 'fast-check';
import type { z } from 'zod';
import { createStatistics } from '#claims';
import { createKpi, type KpiQuery, readPage } from '#kpi';
import { ManualClock } from '#runtime';
import { problemShape } from '../../../apps/api/problem.ts';
import { devicesShape } from '../../../apps/api/shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { queryShape } from '../../../apps/api/value-shapes.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
const dayMs = 86_400_000;
/** Midnight in Berlin. */
const start = Date.parse('2025-01-14T23:00:00Z');
const buckets = 40;
const clock = new ManualClock(start + buckets * quarterMs + 10 * dayMs);
const day = 'from=2025-01-15&to=2025-01-16';

let db: TestStore;
let api: Api;

type Answer = z.output<typeof queryShape>;

/** Miners of two halls; buckets in the middle have none at all, and one is crowded. */
const minersIn = (bucket: number): number => (bucket > 10 && bucket < 30 ? 0 : bucket === 5 ? 40 : 3);

const minerRows = (at: Parameters<typeof rollupRow>[0], count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, unit) =>
    rollupRow(at, {
      hall: unit % 2 === 0 ? 'h1' : 'h2',
      model: 'S21',
      device: `m-${unit}`,
      expected_ms: quarterMs,
      energy_ms: quarterMs,
      energy_j: 3_000_000 + unit,
    }),
  );

const siteFacts = { hall: '', window_ms: quarterMs, m0_ms: quarterMs, devices: 1 };

async function fill(): Promise<void> {
  const { store } = db;
  const site = { site: 'alpha', revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(store, 'register_site', [{ ...site, zone: 'Europe/Berlin', currency: 'EUR' }]);
  const all = Array.from({ length: buckets }, (_, bucket) => {
    const at = { grain: '15m' as const, start: start + bucket * quarterMs, end: start + (bucket + 1) * quarterMs };
    const facts = rollupRow(at, { ...siteFacts, m0_j: 3_600_000 * bucket });
    const { version: _version, ...published } = facts;
    return {
      miners: minerRows(at, minersIn(bucket)),
      facts,
      published: { ...published, edition: 1 },
      word: {
        site: 'alpha',
        grain: '15m',
        bucket_start: at.start / 1000,
        bucket_end: at.end / 1000,
        edition: 1,
        known_at: start + dayMs,
        causes: [],
      },
    };
  });
  await insertRows(
    store,
    'rollup_asic',
    all.flatMap(({ miners }) => miners),
  );
  await insertRows(
    store,
    'rollup_site',
    all.map(({ facts }) => facts),
  );
  await insertRows(
    store,
    'published_site',
    all.map(({ published }) => published),
  );
  await insertRows(
    store,
    'publication',
    all.map(({ word }) => word),
  );
}

beforeAll(async () => {
  db = await openTestStore();
  await fill();
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

const fetchAnswer = async (path: string): Promise<Answer> => {
  const response = await fetch(`${api.url}${path}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return queryShape.parse(await response.json());
};

async function pagesOf(path: string): Promise<Answer[]> {
  const pages = [await fetchAnswer(path)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next)
    pages.push(await fetchAnswer(`${path}&cursor=${next}`));
  return pages;
}

const metricsOfMiners = [
  'energy_m4_asic',
  'hashrate_accepted',
  'hashrate_device',
  'hashrate_realisation',
  'reject_rate',
  'fleet_j_per_th_wall',
];

describe('the pages of an answer', () => {
  test.each([
    { about: 'by device', question: 'metrics=energy_m4_asic&by=hall,device&grain=15m&from=2025-01-15', limit: 7 },
    {
      about: 'of several metrics',
      question: 'metrics=energy_m0,energy_m4_asic&by=site&grain=15m&from=2025-01-15',
      limit: 9,
    },
    {
      about: 'of so many rows that the whole comes in parts',
      question: `metrics=${metricsOfMiners.join(',')}&by=hall,device&grain=15m&from=2025-01-15`,
      limit: 190,
    },
    { about: 'of a total', question: 'metrics=energy_m4_asic&by=device&from=2025-01-15T00:15', limit: 11 },
  ])('$about are its rows, each once and in order', async ({ question, limit }) => {
    const whole = await fetchAnswer(`/v1/query?${question}&to=2025-01-16`);
    const pages = await pagesOf(`/v1/query?${question}&to=2025-01-16&limit=${limit}`);
    expect(pages.flatMap(({ rows }) => rows)).toEqual(whole.rows);
    expect(whole.rows.length).toBeGreaterThan(limit);
    expect(pages.slice(0, -1).every(({ rows }) => rows.length === limit)).toBe(true);
    expect(whole).not.toHaveProperty('next');
  });

  test('are the same rows whatever their size, and however few rows may be read at once', async () => {
    const query: KpiQuery = {
      metrics: ['energy_m4_asic', 'energy_m0'],
      by: [],
      grain: '15m',
      from: start + 1,
      to: start + buckets * quarterMs,
      filters: {},
      sites: [{ id: 'alpha', zone: 'Europe/Berlin', currency: 'EUR' }],
    };
    const parts = {
      store: db.store,
      kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
    };
    const byDevice: KpiQuery = { ...query, metrics: ['energy_m4_asic'], by: ['device'] };
    const wholes = new Map<KpiQuery, unknown[]>();
    for (const one of [query, byDevice]) wholes.set(one, await parts.kpi.query(one));
    await assert(
      asyncProperty(
        integer({ min: 1, max: 70 }),
        integer({ min: 41, max: 100 }),
        constantFrom(query, byDevice),
        async (limit, maxRows, asked) => {
          const kpi = createKpi({ store: db.store, clock, statistics: createStatistics(db.store), maxRows });
          const rows: unknown[] = [];
          let after;
          do {
            const page = await readPage({ ...parts, kpi }, asked, { limit, after });
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            rows.push(...page.rows);
            after = page.next ?? undefined;
          } while (after);
          expect(rows).toEqual(wholes.get(asked));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('go on where they were though rows have come since', async () => {
    const path = `/v1/query?metrics=energy_m4_asic&by=device&grain=15m&${day}&limit=4`;
    const first = await fetchAnswer(path);
    const before = await fetchAnswer(`${path}&cursor=${first.next}`);
    const at = { grain: '15m' as const, start: start - 8 * quarterMs, end: start - 7 * quarterMs };
    await insertRows(db.store, 'rollup_asic', minerRows(at, 2));
    await insertRows(
      db.store,
      'rollup_asic',
      minerRows({ ...at, start, end: start + quarterMs }, 1).map((row) => ({ ...row, device: 'm-00', version: 2 })),
    );
    expect((await fetchAnswer(`${path}&cursor=${first.next}`)).rows).toEqual(before.rows);
  });

  test('of what was published by an instant stay what they are, whatever becomes known', async () => {
    const path = `/v1/query?metrics=energy_m0&grain=15m&from=2025-01-15&to=2025-01-15T10:00&as_of=2025-01-20&limit=15`;
    const before = await pagesOf(path);
    expect(before.map(({ rows }) => rows.length)).toEqual([15, 15, 10]);
    const at = { grain: '15m' as const, start: start + 20 * quarterMs, end: start + 21 * quarterMs };
    await insertRows(db.store, 'rollup_site', [{ ...rollupRow(at, { ...siteFacts, m0_j: 1 }), version: 2 }]);
    expect(await pagesOf(path)).toEqual(before);
  });

  test('of what was not published whole by an instant are refused from the first on', async () => {
    const path = `/v1/query?metrics=energy_m0&grain=15m&${day}&as_of=2025-01-20&limit=2`;
    const response = await fetch(`${api.url}${path}`);
    expect([response.status, await response.json()]).toMatchObject([400, { parameter: 'as_of' }]);
  });

  test('of a window without an end have the end that the first one had', async () => {
    const path = '/v1/query?metrics=energy_m0&grain=15m&from=2025-01-15&limit=25';
    const first = await fetchAnswer(path);
    clock.advance(60_000);
    const second = await fetchAnswer(`${path}&cursor=${first.next}`);
    expect([second.to, second.rows.length]).toEqual([first.to, 15]);
  });

  test('are named in the header of every format', async () => {
    const path = `/v1/query?metrics=energy_m0&grain=15m&${day}&limit=25&format=csv`;
    const first = await fetch(`${api.url}${path}`);
    const lines = (await first.text()).split('\r\n').length - 2;
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await fetch(`${api.url}${next}`);
    expect([lines, (await second.text()).split('\r\n').length - 2, second.headers.get('link')]).toEqual([25, 15, null]);
  });

  test.each([
    ['cursor=abc&limit=3', 'is not the `next` of a page'],
    ['cursor={next}&limit=3&metrics=ipue', 'belongs to other parameters'],
    ['cursor={next}', 'limit: is missing'],
    ['limit=0', 'limit: must be 1 to 100000'],
  ])('are refused for %s', async (more, says) => {
    const path = `/v1/query?metrics=energy_m0&grain=15m&${day}`;
    const { next } = await fetchAnswer(`${path}&limit=3`);
    const response = await fetch(`${api.url}${path}&${more.replace('{next}', next ?? '')}`);
    expect(response.status).toBe(400);
    expect(problemShape.parse(await response.json()).detail).toContain(says);
  });

  test('reach what is too much for one answer', async () => {
    const path = '/v1/query?metrics=energy_m0&grain=15m&from=1990-01-01T00:00Z&to=2025-02-01';
    expect((await fetch(`${api.url}${path}`)).status).toBe(413);
    expect((await pagesOf(`${path}&limit=30`)).map(({ rows }) => rows.length)).toEqual([30, 10]);
  });

  test('of the devices are the devices', async () => {
    const devicesOf = async (query: string): Promise<z.output<typeof devicesShape>> =>
      devicesShape.parse(await (await fetch(`${api.url}/v1/devices?site=alpha${query}`)).json());
    await insertRows(
      db.store,
      'register_unit',
      ['m-2', 'm-10', 'm-1'].map((device) => ({
        site: 'alpha',
        revision: 1,
        device,
        class: 'asic',
        model: 'S21',
        poll_ms: 5_000,
        valid_from: 0,
        valid_to: 4_102_444_800_000,
      })),
    );
    const pages = [await devicesOf('&limit=2')];
    pages.push(await devicesOf(`&limit=2&cursor=${pages[0]?.next}`));
    expect(pages.map(({ devices }) => devices.map(({ id }) => id))).toEqual([['m-1', 'm-2'], ['m-10']]);
    expect(pages[1]?.next).toBeNull();
  });
});

describe('the pages of a list, newest first,', () => {
  const at = (minute: number): number => start + minute * 60_000;

  /** Every entry of a list, a page of two after the other. */
  async function entriesOf(
    path: string,
    list: string,
  ): Promise<{ entries: Record<string, unknown>[]; pages: number[] }> {
    const entries: Record<string, unknown>[] = [];
    const pages: number[] = [];
    let next: string | null = '';
    while (next !== null) {
      const response = await fetch(`${api.url}${path}limit=2${next === '' ? '' : `&cursor=${next}`}`);
      if (response.status !== 200) throw new Error(await response.text());
      const body = (await response.json()) as Record<string, unknown>;
      const page = body[list] as Record<string, unknown>[];
      entries.push(...page);
      pages.push(page.length);
      next = body['next'] as string | null;
    }
    return { entries, pages };
  }

  test('of what reconcile has found are each entry once, those of one instant too', async () => {
    const found = [1, 2, 2, 2, 3].map((minute) => ({ at: at(minute), made_by: 'ops', scope: '{}', details: '{}' }));
    await insertRows(db.store, 'reconciliation', found);
    const { entries, pages } = await entriesOf('/v1/reconciliations?', 'reconciliations');
    expect(pages).toEqual([2, 2, 1]);
    expect(entries.map((entry) => entry['at'])).toEqual(
      [3, 2, 2, 2, 1].map((minute) => new Date(at(minute)).toISOString()),
    );
    expect(new Set(entries.map(({ id }) => id)).size).toBe(5);
  });

  test('of reports are each issue once', async () => {
    const issue = { report: 'daily_operations', document: '{}' };
    await insertRows(db.store, 'report_issue', [
      { ...issue, name: 'b', period: '2025-01-14', issued_at: at(1) },
      { ...issue, name: 'a', period: '2025-01-14', issued_at: at(1) },
      { ...issue, name: 'a', period: '2025-01-15', issued_at: at(2) },
    ]);
    const { entries, pages } = await entriesOf('/v1/reports?', 'reports');
    expect(pages).toEqual([2, 1]);
    expect(entries.map(({ name, period }) => [name, period])).toEqual([
      ['a', '2025-01-15'],
      ['a', '2025-01-14'],
      ['b', '2025-01-14'],
    ]);
  });

  test('of what was told of alerts are each notification once', async () => {
    const told = (key: string): string =>
      JSON.stringify({
        key,
        rule: 'pue_high',
        title: key,
        severity: 'warning',
        status: 'firing',
        labels: {},
        summary: '',
        reason: '',
        measured: { value: null, unit: '', numerator: null, denominator: null, coverage: null },
        startedAt: start,
        endedAt: null,
        explainPath: null,
      });
    const change = (minute: number, ...keys: string[]): Record<string, unknown> => ({
      rule: 'pue_high',
      fingerprint: 'f'.repeat(32),
      saved_at: at(minute),
      keys,
      notifications: keys.map(told),
    });
    // The tests have fixed dates, and these rows would be old enough to vanish.
    await db.store.command('ALTER TABLE alert_log REMOVE TTL');
    await insertRows(db.store, 'alert_log', [change(1, 'b', 'a', 'c'), change(2, 'd')]);
    const { entries, pages } = await entriesOf('/v1/alerts/history?', 'alerts');
    expect(pages).toEqual([2, 2]);
    expect(entries.map(({ title }) => title)).toEqual(['d', 'a', 'b', 'c']);
  });

  test('of restatements are each window once', async () => {
    const hours = [0, 1, 2];
    const hourMs = 4 * quarterMs;
    const row = (hour: number, edition: number): Record<string, unknown> => {
      const bucket = { grain: 'hour' as const, start: start + hour * hourMs, end: start + (hour + 1) * hourMs };
      const facts = { ...siteFacts, window_ms: hourMs, m0_ms: hourMs, m0_j: 3_600_000 * edition };
      const { version: _version, ...published } = rollupRow(bucket, facts);
      return { ...published, edition };
    };
    const word = (hour: number, edition: number, known_at: number): Record<string, unknown> => ({
      site: 'alpha',
      grain: 'hour',
      bucket_start: (start + hour * hourMs) / 1000,
      bucket_end: (start + (hour + 1) * hourMs) / 1000,
      edition,
      known_at,
      causes: edition === 1 ? [] : ['readings'],
    });
    await insertRows(
      db.store,
      'published_site',
      hours.flatMap((hour) => [row(hour, 1), row(hour, 2)]),
    );
    await insertRows(
      db.store,
      'publication',
      hours.flatMap((hour) => [word(hour, 1, start + dayMs), word(hour, 2, start + (hour === 1 ? 3 : 2) * dayMs)]),
    );
    const { entries, pages } = await entriesOf(`/v1/restatements?metrics=energy_m0&grain=hour&${day}&`, 'restatements');
    expect(pages).toEqual([2, 1]);
    const begun = (hour: number): string => new Date(start + hour * hourMs).toISOString();
    expect(entries.map((entry) => entry['start'])).toEqual([begun(1), begun(2), begun(0)]);
  });

  test.each(['/v1/reconciliations', '/v1/reports', '/v1/alerts/history'])(
    '%s refuses what is no cursor',
    async (path) => {
      const response = await fetch(`${api.url}${path}?cursor=abc`);
      expect([response.status, await response.json()]).toMatchObject([400, { parameter: 'cursor' }]);
    },
  );
});

interface Raw {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly status: number | undefined;
  readonly body: Buffer;
}

/** As sent; `fetch` would undo the encoding. */
const rawOf = (path: string, headers: Record<string, string>, method = 'GET'): Promise<Raw> =>
  new Promise((resolve, reject) => {
    request(`${api.url}${path}`, { headers, method }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({ headers: response.headers, status: response.statusCode, body: Buffer.concat(pieces) }),
      );
    })
      .on('error', reject)
      .end();
  });

describe('gzip', () => {
  const path = `/v1/query?metrics=energy_m0&grain=15m&${day}`;

  const manyRows = `/v1/query?metrics=${metricsOfMiners.join(',')}&by=hall,device&grain=15m&${day}`;

  test.each([
    ['json', `${path}&format=json`],
    ['json in parts', manyRows],
    ['csv', `${path}&format=csv`],
    ['arrow', `${path}&format=arrow`],
  ])('%s is the same answer, smaller, with the same tag', async (_, asked) => {
    const plain = await rawOf(asked, {});
    const small = await rawOf(asked, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(small.body)).toEqual(plain.body);
    expect(small.body.length).toBeLessThan(plain.body.length / 2);
    expect(small.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(small.body.length),
      etag: plain.headers['etag'],
      vary: 'accept-encoding',
    });
    expect(plain.headers).toMatchObject({ vary: 'accept-encoding' });
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  test('who has an answer already is told so in either encoding', async () => {
    const { headers } = await rawOf(path, { 'accept-encoding': 'gzip' });
    const again = await rawOf(path, { 'accept-encoding': 'gzip', 'if-none-match': String(headers['etag']) });
    expect([again.status, again.body.length, again.headers['content-encoding'], again.headers['vary']]).toEqual([
      304,
      0,
      undefined,
      'accept-encoding',
    ]);
  });

  test.each([path, manyRows])('whoever asks for the headers alone gets those of the answer: %s', async (asked) => {
    const { headers } = await rawOf(asked, { 'accept-encoding': 'gzip' });
    const head = await rawOf(asked, { 'accept-encoding': 'gzip' }, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ['content-type', 'content-encoding', 'content-length', 'etag'])
      expect(head.headers[name]).toBe(headers[name]);
  });

  test('what is compressed already, and what is small, is sent as it is', async () => {
    for (const each of [`${path}&format=parquet`, '/healthz']) {
      const { headers, status } = await rawOf(each, { 'accept-encoding': 'gzip' });
      expect([status, headers['content-encoding']]).toEqual([200, undefined]);
    }
  });
});
