import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '#runtime';
import { paced } from './power/index.ts';
import { type PowerAnswer, PowerReader, type PowerSource } from './power-feed.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

let server: Server;
let base: string;
let answer: Answer;
let asked: URL[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://x'));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Noon of the 3rd of June 2026 in the whole of America. */
const clock = new ManualClock(Date.parse('2026-06-03T17:00:00Z'));
const noTwoDaysAgo = { catchUpDays: 0, rereadDays: 0, rereadMs: 60_000 };

const readerOf = (source: Partial<PowerSource> & Pick<PowerSource, 'kind' | 'url'>): PowerReader =>
  new PowerReader(
    { node: 'N', product: 'DA', zone: 'UTC', pauseMs: 0, maxPages: 20, days: noTwoDaysAgo, ...source },
    null,
  );

interface Round {
  readonly answers: readonly PowerAnswer[];
  readonly prices: readonly (number | null)[];
  readonly problems: readonly string[];
  readonly error: string | null;
}

async function round(reader: PowerReader): Promise<Round> {
  const answers: PowerAnswer[] = [];
  let error: string | null = null;
  try {
    for await (const each of reader.read({ feed: 'f', timeoutMs: 5_000, clock })) answers.push(each);
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  return {
    answers,
    prices: answers.flatMap(({ rows }) => rows?.rows ?? []).map(({ price }) => price),
    problems: answers.flatMap(({ rows }) => rows?.problems ?? []),
    error,
  };
}

const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}): unknown =>
  response.writeHead(200, headers).end(JSON.stringify(body));

/** One page of ERCOT's day-ahead prices: an hour a page. */
const ercotPage = (page: number, totalPages: number) => ({
  _meta: { totalRecords: totalPages, pageSize: 1, totalPages, currentPage: page },
  fields: ['deliveryDate', 'hourEnding', 'settlementPoint', 'settlementPointPrice', 'DSTFlag'].map((name) => ({
    name,
  })),
  data: [['2026-06-03', `${String(page).padStart(2, '0')}:00`, 'N', 20 + page, false]],
});

describe('ERCOT', () => {
  const source = (): PowerSource & { kind: 'ercot' } => ({
    kind: 'ercot',
    node: 'N',
    product: 'DA',
    zone: 'UTC',
    pauseMs: 0,
    maxPages: 20,
    days: noTwoDaysAgo,
    url: `${base}/prices?deliveryDateFrom={date}&deliveryDateTo={date}`,
    key: 'k-1',
    username: 'u',
    password: 'p w',
    loginUrl: `${base}/token`,
  });

  test('is asked with key and token, page by page, and for tomorrow too', async () => {
    answer = (request, response) => {
      const url = asked.at(-1);
      if (url?.pathname === '/token') return json(response, { id_token: 't-1', expires_in: '3600' });
      expect(request.headers['ocp-apim-subscription-key']).toBe('k-1');
      expect(request.headers.authorization).toBe('Bearer t-1');
      if (url?.searchParams.get('deliveryDateFrom') !== '2026-06-03') return response.writeHead(204).end();
      return json(response, ercotPage(Number(url.searchParams.get('page') ?? 1), 3));
    };
    const { prices, problems, error } = await round(readerOf(source()));
    expect({ prices, problems, error }).toEqual({ prices: [21, 22, 23], problems: [], error: null });
    expect(asked.map(({ pathname, search }) => pathname + search)).toEqual([
      '/token',
      '/prices?deliveryDateFrom=2026-06-04&deliveryDateTo=2026-06-04',
      '/prices?deliveryDateFrom=2026-06-03&deliveryDateTo=2026-06-03',
      '/prices?deliveryDateFrom=2026-06-03&deliveryDateTo=2026-06-03&page=2',
      '/prices?deliveryDateFrom=2026-06-03&deliveryDateTo=2026-06-03&page=3',
    ]);
  });

  test('sends the login as a form, keeps the token, and takes another once it is refused or about to end', async () => {
    let logins = 0;
    let good = 't1';
    answer = (request, response) => {
      if (request.url !== '/token')
        return request.headers.authorization === `Bearer ${good}`
          ? json(response, ercotPage(1, 1))
          : response.writeHead(401).end();
      let form = '';
      request.on('data', (chunk: Buffer) => (form += chunk.toString()));
      return request.on('end', () => {
        expect(Object.fromEntries(new URLSearchParams(form))).toMatchObject({
          grant_type: 'password',
          username: 'u',
          password: 'p w',
        });
        json(response, { id_token: `t${++logins}`, expires_in: 3600 });
      });
    };
    const reader = readerOf(source());
    expect((await round(reader)).error).toBeNull();
    expect((await round(reader)).error).toBeNull();
    expect(logins).toBe(1);
    good = 't2';
    expect((await round(reader)).error).toBeNull();
    expect(logins).toBe(2);
    good = 't3';
    clock.advance(3_400_000);
    expect((await round(reader)).error).toBeNull();
    expect(logins).toBe(3);
  });

  test('that refuses a fresh login is an error, which shows no secret, and is not asked again and again', async () => {
    answer = (request, response) =>
      request.url === '/token' ? json(response, { id_token: 'secret-token' }) : response.writeHead(401).end();
    const { error } = await round(readerOf(source()));
    expect(error).toBe(`feed f: ${base}/prices answered 401`);
    expect(asked.filter(({ pathname }) => pathname === '/token')).toHaveLength(2);
  });
});

const pjmRow = (hour: number) => ({
  datetime_beginning_utc: `2026-06-03T${String(hour).padStart(2, '0')}:00:00`,
  pnode_id: 1,
  pnode_name: 'N',
  total_lmp_da: hour,
  row_is_current: true,
});

test.each<[string, (items: readonly object[]) => unknown]>([
  ['tells how many rows there are', (items) => ({ items, totalRows: 5 })],
  ['gives lists alone', (items) => items],
])('PJM is asked row by row with its key, where it %s', async (_, answerOf) => {
  answer = (request, response) => {
    expect(request.headers['ocp-apim-subscription-key']).toBe('k');
    const start = Number(asked.at(-1)?.searchParams.get('startRow'));
    const hours = [4, 5, 6, 7, 8].slice(start - 1, start + 1);
    json(response, answerOf(hours.map(pjmRow)));
  };
  const url = `${base}/da_hrl_lmps?rowCount=2&startRow=1&datetime_beginning_ept={date:M/d/yyyy}`;
  const { prices } = await round(readerOf({ kind: 'pjm', url: url.replace('{date:M/d/yyyy}', '6/3/2026'), key: 'k' }));
  expect(prices).toEqual([4, 5, 6, 7, 8]);
  expect(asked.map(({ searchParams }) => searchParams.get('startRow'))).toEqual(['1', '3', '5']);
});

test('pages end at the limit, which is a problem and no error', async () => {
  answer = (_, response) => json(response, ercotPage(asked.length, 9));
  const { prices, problems } = await round(readerOf({ kind: 'ercot', url: `${base}/p`, maxPages: 2 }));
  expect(prices).toEqual([21, 22]);
  expect(problems).toEqual(['feed f: after 2 pages the rest was not asked for']);
});

test('MISO has pages that say whether they are the last, and wants its key', async () => {
  answer = (request, response) => {
    expect(request.headers['ocp-apim-subscription-key']).toBe('m');
    const page = asked.length;
    const timeInterval = { start: `2026-06-03T0${page}:00:00`, end: `2026-06-03T0${page + 1}:00:00` };
    const row = { node: 'N', timeInterval, lmp: page, mec: page, mcc: 0, mlc: 0 };
    json(response, { data: [row], page: { pageNumber: page, lastPage: page === 2 } });
  };
  const { prices, problems } = await round(readerOf({ kind: 'miso', url: `${base}/lmp-expost`, key: 'm' }));
  expect(asked.map(({ search }) => search)).toEqual(['', '?pageNumber=2']);
  expect({ prices, problems }).toEqual({ prices: [1, 2], problems: [] });
});

test('OpenElectricity is asked with its key as bearer, and five minutes end at their stamp', async () => {
  answer = (request, response) => {
    expect(request.headers.authorization).toBe('Bearer oe');
    const results = [{ name: 'r', columns: { region: 'N' }, data: [['2026-06-03T00:05:00+10:00', -30.5]] }];
    json(response, { data: [{ metric: 'price', unit: '$/MWh', interval: '5m', results }] });
  };
  const { answers } = await round(readerOf({ kind: 'openelectricity', product: 'RT5', url: `${base}/x`, key: 'oe' }));
  expect(answers[0]?.rows?.rows).toMatchObject([
    { start_at: Date.parse('2026-06-02T14:00:00Z'), price: -30.5, currency: 'AUD' },
  ]);
});

test('the token of ENTSO-E is sent, and never told', async () => {
  answer = (_, response) => response.writeHead(500).end();
  const { error } = await round(readerOf({ kind: 'entsoe', url: `${base}/api?documentType=A44`, key: 'hush' }));
  expect(asked[0]?.search).toBe('?documentType=A44&securityToken=hush');
  expect(error).toBe(`feed f: ${base}/api answered 500`);
});

describe('a feed that is asked day by day', () => {
  const days = { catchUpDays: 3, rereadDays: 1, rereadMs: 3_600_000 };
  const byDay = (): PowerReader => readerOf({ kind: 'normal', url: `${base}/{date}`, product: 'RT5', days });
  const price = (day: string, value: number) => ({
    market: 'SIM',
    node: 'N',
    product: 'RT5',
    start_utc: `${day}T10:00:00Z`,
    end_utc: `${day}T10:05:00Z`,
    price: value,
    currency: 'USD',
    status: 'final',
  });
  const pathsOf = (): string[] => asked.map(({ pathname }) => pathname.slice(1));

  test('makes up for the days that were missed, and loses one that is a page alone', async () => {
    answer = (request, response) => {
      const day = request.url?.slice(1) ?? '';
      if (day === '2026-06-02') return response.end('<html>maintenance</html>');
      if (day === '2026-06-01') return response.end('');
      return json(response, [price(day, Number(day.slice(-2)))]);
    };
    const reader = byDay();
    const { prices, error } = await round(reader);
    expect(pathsOf()).toEqual(['2026-06-03', '2026-06-02', '2026-06-01', '2026-05-31']);
    expect(prices).toEqual([3, 31]);
    expect(error).toContain('is a page');
    expect(reader.through).toBe(Date.parse('2026-05-31') / 86_400_000);
    answer = (request, response) => json(response, [price(request.url?.slice(1) ?? '', 1)]);
    expect((await round(reader)).error).toBeNull();
    expect(pathsOf().slice(4)).toEqual(['2026-06-03', '2026-06-02', '2026-06-01']);
    expect(reader.through).toBe(Date.parse('2026-06-02') / 86_400_000);
  });

  test('is left alone at once when it asks for that, and is asked for the rest the next time', async () => {
    let left = 2;
    answer = (request, response) =>
      left-- > 0
        ? json(response, [price(request.url?.slice(1) ?? '', 1)])
        : response.writeHead(429, { 'retry-after': '90' }).end();
    const reader = byDay();
    const { answers, prices } = await round(reader);
    expect(prices).toHaveLength(2);
    expect(answers.at(-1)).toMatchObject({ waitMs: 90_000, rows: null });
    left = 9;
    await round(reader);
    expect(pathsOf().slice(3)).toEqual(['2026-06-03', '2026-06-01', '2026-05-31']);
  });

  test('that serves yesterday again is told as a problem, and today is not taken for told', async () => {
    answer = (_, response) => json(response, [price('2026-06-02', 7)]);
    const { problems } = await round(readerOf({ kind: 'normal', url: `${base}/{date}`, product: 'RT5' }));
    expect(problems).toEqual(['feed f: 1 of 1 rows are of another day than was asked for']);
  });

  test('is asked by tag for each day, and a day that has not changed stays told', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] !== undefined) return response.writeHead(304).end();
      return json(response, [price(request.url?.slice(1) ?? '', 1)], { etag: `"${request.url}"` });
    };
    const reader = byDay();
    expect((await round(reader)).prices).toHaveLength(4);
    clock.advance(2 * 3_600_000);
    expect(await round(reader)).toMatchObject({ prices: [], error: null });
    expect(reader.through).toBe(Date.parse('2026-06-02') / 86_400_000);
  });

  test('ends a round after three days that fail: it is likely to be down', async () => {
    answer = (_, response) => response.writeHead(500).end();
    expect((await round(byDay())).error).toContain('answered 500');
    expect(asked).toHaveLength(3);
  });
});

test('between two questions there is a pause, whatever became of the first', async () => {
  const manual = new ManualClock(0);
  const starts: number[] = [];
  const ask = paced(() => {
    starts.push(manual.monotonic());
    return starts.length === 1 ? Promise.reject(new Error('down')) : Promise.resolve({ kind: 'empty' });
  }, 5_000);
  const request = { feed: 'f', url: 'http://127.0.0.1:1', timeoutMs: 1, clock: manual };
  await expect(ask(request)).rejects.toThrow('down');
  const second = ask(request);
  await Promise.resolve();
  expect(starts).toHaveLength(1);
  manual.advance(4_999);
  await Promise.resolve();
  expect(starts).toHaveLength(1);
  manual.advance(1);
  await second;
  expect(starts).toEqual([0, 5_000]);
});
