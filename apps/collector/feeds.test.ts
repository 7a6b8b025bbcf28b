import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { parseSite, type Site } from '#register';
import { type Clock, silentLogger, systemClock } from '#runtime';
import { Feeds } from './feeds.ts';
import type { FeedRows, Recorded } from './recorder.ts';

let server: Server | undefined;
let running: Feeds | undefined;

afterEach(async () => {
  await running?.stop();
  server?.closeAllConnections();
  server?.close();
});

function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const created = createServer(answer);
  server = created;
  return new Promise((resolve) =>
    created.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(created.address() as AddressInfo).port}`)),
  );
}

const siteAt = (url: string): Site =>
  parseSite(
    `
site: { id: site-1, zone: UTC }
halls: [{ id: h1, workload: mining }]
market:
  power: { market: SIM, node: HUB, product: RT5, url: "${url}/prices", poll_s: 0.1 }
  dispatch: { url: "${url}/dispatch", poll_s: 0.1 }
  chain: { url: "${url}", poll_s: 0.1 }
devices:
  - { id: m1, kind: cgminer, address: "127.0.0.1:1", hall: h1, nominal_ths: 100 }
`,
    'site.yaml',
  );

const price = (value: number) => ({
  market: 'SIM',
  node: 'HUB',
  product: 'RT5',
  start_utc: '2026-01-01T00:00:00Z',
  end_utc: '2026-01-01T00:05:00Z',
  price: value,
  currency: 'USD',
  status: 'final',
  known_at: '2026-01-01T00:06:00Z',
});
const order = {
  event_id: 'e1',
  revision: 1,
  kind: 'curtailment',
  reason: 'economic',
  scope: 'site',
  started_at: '2026-01-01T00:00:00Z',
  ended_at: null,
  setpoint_w: 0,
};

const hashAt = (height: number): string => height.toString(16).padStart(64, '0');
/** A page of blocks of a mempool server whose newest is 900,000. */
const blocksFrom = (path: string): string =>
  JSON.stringify(
    Array.from({ length: 15 }, (_, index) => {
      const height = Number(/\d+$/.exec(path)?.[0] ?? 900_000) - index;
      const mediantime = 1_700_000_000 + 600 * height;
      const [id, previousblockhash] = [hashAt(height), hashAt(height - 1)];
      return { id, height, timestamp: mediantime + 3000, mediantime, difficulty: 1e14, previousblockhash };
    }),
  );

interface Play {
  readonly feeds: Feeds;
  readonly recorded: FeedRows[];
  until(is: () => boolean): Promise<void>;
}

/** A noon that stays: a day does not end while a test looks at it. */
const noon = Date.UTC(2026, 0, 15, 12);
const clock: Clock = { ...systemClock, now: () => noon };

function play(site: Site, kept = new Map<string, string>()): Play {
  const recorded: FeedRows[] = [];
  let wake: (() => void) | undefined;
  const nothing: Recorded = {
    rows: 0,
    batches: 0,
    ahead: 0,
    silent: 0,
    merged: 0,
    blanked: 0,
    unchanged: 0,
    sequence: 0,
    incarnation: '',
  };
  const feeds = new Feeds({
    sites: [site],
    record: (rows) => {
      recorded.push(...rows);
      return Promise.resolve(nothing);
    },
    isRecorded: ({ topic, key, id }) =>
      recorded.some((rows) => rows.topic === topic && rows.key === key && rows.rows.some((row) => row.id === id)),
    onRecorded: () => undefined,
    onOutcome: () => wake?.(),
    bodies: { keep: () => Promise.resolve(null), tell: () => Promise.resolve() },
    progress: {
      read: (feed) => kept.get(feed),
      keep: (feed, text) => Promise.resolve(void kept.set(feed, text)),
    },
    clock,
    logger: silentLogger,
  });
  running = feeds;
  feeds.start();
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { feeds, recorded, until };
}

test('prices, orders and the chain come as rows under the key of their feed or site', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/prices') response.end(JSON.stringify([price(25)]));
    else if (request.url === '/dispatch') response.end(JSON.stringify([order]));
    else if (request.url === '/api/blocks/tip/height') response.end('900000');
    else if (request.url?.startsWith('/api/v1/blocks')) response.end(blocksFrom(request.url));
    else response.writeHead(404).end();
  });
  const { recorded, feeds, until } = play(siteAt(url));
  await until(() => new Set(recorded.map(({ topic }) => topic)).size === 4);
  const of = (topic: string): FeedRows | undefined => recorded.find((rows) => rows.topic === topic);
  const start = Date.parse('2026-01-01T00:00:00Z');
  expect(of('market.power')).toMatchObject({
    key: 'power:SIM:HUB:RT5',
    rows: [{ row: { start_at: start, price: 25 } }],
  });
  expect(of('site.event')).toMatchObject({
    key: 'site-1',
    rows: [{ id: 'e1', row: { started_at: start, ended_at: null } }],
  });
  expect(of('market.chain')).toMatchObject({
    key: 'chain:mempool',
    rows: [{ row: { height: 900_000, price_usd: null } }],
  });
  const blocks = of('market.block');
  expect(blocks).toMatchObject({ key: 'chain:mempool' });
  expect(blocks?.rows.map(({ id }) => id)).toEqual(Array.from({ length: 2016 }, (_, at) => `${897_985 + at}`));
  await until(() => feeds.feeds().every(({ answeredAt }) => answeredAt !== null));
  expect(feeds.feeds().find(({ feed }) => feed === 'chain:mempool')?.problems.length).toBeGreaterThan(0);
});

test('a row is another version when its price changes, and the same when only the time that it was learned does', async () => {
  const values = [25, 25, 26];
  const url = await serve((request, response) => {
    if (request.url !== '/prices') response.writeHead(204).end();
    else
      response.end(JSON.stringify([{ ...price(values.length > 1 ? (values.shift() ?? 0) : 26), known_at: undefined }]));
  });
  const { recorded, until } = play(siteAt(url));
  const prices = (): FeedRows[] => recorded.filter(({ topic }) => topic === 'market.power');
  await until(() => prices().length >= 3);
  const versions = prices().map(({ rows }) => JSON.stringify([rows[0]?.id, rows[0]?.content]));
  expect(versions[0]).toBe(versions[1]);
  expect(versions[1]).not.toBe(versions[2]);
});

test('a feed that fails is shown with its reason, asked again, and costs the others nothing', async () => {
  let isBroken = true;
  const url = await serve((request, response) => {
    if (request.url === '/prices') response.end(isBroken ? '<html>busy</html>' : JSON.stringify([price(1)]));
    else if (request.url === '/dispatch') response.end('[]');
    else response.writeHead(500).end();
  });
  const { recorded, feeds, until } = play(siteAt(url));
  const power = () => feeds.feeds().find(({ feed }) => feed.startsWith('power:'));
  await until(() => (power()?.failures ?? 0) >= 2);
  expect(power()).toMatchObject({ answeredAt: null, lastError: { code: 'FEED_ANSWER' } });
  expect(recorded.some(({ topic }) => topic === 'site.event')).toBe(true);
  isBroken = false;
  await until(() => power()?.answeredAt !== null);
  expect(power()?.failures).toBe(0);
});

test.each([
  ['204', 204, null],
  ['an empty body', 200, 'FEED_ANSWER'],
])('a feed that answers %s has told nothing', async (_, status, code) => {
  let asked = 0;
  const url = await serve((request, response) => {
    if (request.url !== '/prices') return response.end('[]');
    asked += 1;
    return response.writeHead(status).end();
  });
  const { recorded, feeds, until } = play(siteAt(url));
  await until(() => asked >= 3);
  const power = feeds.feeds().find(({ feed }) => feed.startsWith('power:'));
  expect(power?.lastError?.code ?? null).toBe(code);
  expect(recorded.some(({ topic }) => topic === 'market.power')).toBe(false);
});

test('an unchanged feed says so by its tag and is not read again', async () => {
  const tags: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    if (request.url !== '/prices') return response.writeHead(204).end();
    tags.push(request.headers['if-none-match']);
    if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end();
    return response.writeHead(200, { etag: '"v1"' }).end(JSON.stringify([price(25)]));
  });
  const { recorded, until } = play(siteAt(url));
  await until(() => tags.length >= 4);
  expect(tags.slice(0, 4)).toEqual([undefined, '"v1"', '"v1"', '"v1"']);
  expect(recorded.filter(({ topic }) => topic === 'market.power')).toHaveLength(1);
});

test("a market's own format gives the prices of the site's node alone", async () => {
  const header = 'Time Stamp,Name,PTID,LBMP ($/MWHr),Marginal Cost Losses ($/MWHr),Marginal Cost Congestion ($/MWHr)';
  const lines = ['WEST', 'NORTH'].map((name) => `05/01/2026 00:05:00,${name},1,25.5,0.5,-1`);
  const url = await serve((_, response) => response.end([header, ...lines].join('\r\n')));
  const power = `{ kind: nyiso, market: NYISO, node: WEST, product: RT5, url: "${url}/prices", poll_s: 0.1 }`;
  const site = parseSite(
    `
site: { id: site-1, zone: UTC }
halls: [{ id: h1, workload: mining }]
market: { power: ${power} }
devices:
  - { id: m1, kind: cgminer, address: "127.0.0.1:1", hall: h1, nominal_ths: 100 }
`,
    'site.yaml',
  );
  const { recorded, until } = play(site);
  await until(() => recorded.length > 0);
  expect(recorded[0]).toMatchObject({ topic: 'market.power', key: 'power:NYISO:WEST:RT5' });
  expect(recorded[0]?.rows.map(({ row }) => row)).toEqual([
    expect.objectContaining({ market: 'NYISO', node: 'WEST', price: 25.5, energy: 24, congestion: 1, loss: 0.5 }),
  ]);
});

test('days that were missed while nobody asked are made up for, and a price that is revised is another version', async () => {
  const dayMs = 86_400_000;
  const dayOf = (back: number): string => new Date(noon - back * dayMs).toISOString().slice(0, 10);
  const asked: string[] = [];
  const url = await serve((request, response) => {
    const day = request.url?.slice(1) ?? '';
    const value = asked.filter((each) => each === day).length;
    asked.push(day);
    response.end(JSON.stringify([{ ...price(value), start_utc: `${day}T00:00:00Z`, end_utc: `${day}T00:05:00Z` }]));
  });
  const power = `{ market: SIM, node: HUB, product: RT5, url: "${url}/{date}", poll_s: 0.1, reread_days: 1 }`;
  const site = parseSite(
    `
site: { id: site-1, zone: UTC }
market: { power: ${power} }
devices: [{ id: m1, kind: sunspec, address: "127.0.0.1:1", point: M0 }]
`,
    'site.yaml',
  );
  const feed = 'power:SIM:HUB:RT5';
  const kept = new Map([[feed, dayOf(4)]]);
  const { recorded, until } = play(site, kept);
  await until(() => asked.filter((day) => day === dayOf(0)).length >= 2 && kept.get(feed) === dayOf(1));
  expect(asked.slice(0, 4)).toEqual([0, 1, 2, 3].map(dayOf));
  const today = recorded.flatMap(({ rows }) => rows).filter(({ id }) => id.endsWith(` ${Date.parse(dayOf(0))}`));
  expect(today[0]?.content).not.toEqual(today[1]?.content);
});

/** A site whose only feed is one of carbon; secrets are given as the environment would. */
function siteWith(carbon: string, secrets: { token?: string; password?: string } = {}): Site {
  const site = parseSite(
    `
site: { id: site-1, zone: UTC }
halls: [{ id: h1, workload: mining }]
market: { carbon: ${carbon} }
devices:
  - { id: m1, kind: cgminer, address: "127.0.0.1:1", hall: h1, nominal_ths: 100 }
`,
    'site.yaml',
  );
  const feed = site.market.carbon;
  return { ...site, market: { ...site.market, carbon: feed && { ...feed, ...secrets } } };
}

const hour = { datetime: '2026-01-01T00:00:00Z', carbonIntensity: 410, emissionFactorType: 'lifecycle' };

test('carbon is asked for by zone and key; an estimate and what replaces it are two versions of one row', async () => {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    asked.push([request.url, request.headers['auth-token']]);
    const row = { ...hour, isEstimated: asked.length === 1, carbonIntensity: asked.length === 1 ? 410 : 390 };
    response.end(JSON.stringify({ zone: 'DE', history: [row] }));
  });
  const source = `{ kind: electricity_maps, zone: DE, url: "${url}/history", poll_s: 0.1 }`;
  const { recorded, until } = play(siteWith(source, { token: 'k-1' }));
  await until(() => recorded.length >= 2);
  expect(asked[0]).toEqual(['/history?zone=DE', 'k-1']);
  const [first, second] = recorded.map(({ rows }) => rows[0]);
  expect(recorded[0]).toMatchObject({ topic: 'market.carbon', key: 'carbon:electricity_maps:DE' });
  expect(first?.row).toMatchObject({ g_per_kwh: 410, status: 'estimated', factor_version: 'lifecycle', zone: 'DE' });
  expect(second?.row).toMatchObject({ g_per_kwh: 390, status: 'measured' });
  expect(second?.id).toBe(first?.id);
  expect(second?.content).not.toEqual(first?.content);
});

test('a login is kept over several questions, and renewed once it is refused', async () => {
  let [logins, answers] = [0, 0];
  const meta = { region: 'R', signal_type: 'co2_aoer', units: 'lbs_co2_per_mwh', data_point_period_seconds: 300 };
  const url = await serve((request, response) => {
    if (request.url === '/login') {
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
      return response.end(JSON.stringify({ token: `t${++logins}` }));
    }
    expect(request.url).toMatch(/^\/v3\/historical\?region=R&signal_type=co2_aoer&start=.+&end=.+/);
    if (request.headers.authorization !== `Bearer t${answers < 2 ? 1 : 2}`) return response.writeHead(401).end();
    answers += 1;
    return response.end(JSON.stringify({ data: [{ point_time: '2026-01-01T00:00:00Z', value: 1000 }], meta }));
  });
  const source = `{ kind: watttime, zone: R, username: u, password_env: PATH, url: "${url}", poll_s: 0.1 }`;
  const { recorded, until } = play(siteWith(source, { password: 'p' }));
  await until(() => recorded.length >= 3);
  expect(logins).toBe(2);
  expect(recorded[2]).toMatchObject({
    key: 'carbon:watttime:R',
    rows: [{ row: { g_per_kwh: 453.59237, status: 'unknown' } }],
  });
});

test('marginal rates are asked for by their own name and recorded under a feed of their own', async () => {
  const meta = { region: 'R', signal_type: 'co2_moer', units: 'lbs_co2_per_mwh', data_point_period_seconds: 300 };
  const url = await serve((request, response) => {
    if (request.url === '/login') return response.end(JSON.stringify({ token: 't' }));
    expect(request.url).toContain('signal_type=co2_moer');
    return response.end(JSON.stringify({ data: [{ point_time: '2026-01-01T00:00:00Z', value: 1000 }], meta }));
  });
  const login = 'username: u, password: p';
  const { market, ...site } = siteWith(`{ kind: electricity_maps, zone: R, url: "${url}" }`);
  const { marginal } = parseSite(
    `site: { id: s, zone: UTC }
market: { marginal: { zone: R, ${login}, url: "${url}", poll_s: 0.1 } }
devices: [{ id: p, kind: sunspec, address: "127.0.0.1:1", point: M0 }]`,
    'site.yaml',
  ).market;
  const { recorded, until } = play({ ...site, market: { ...market, carbon: null, marginal } });
  await until(() => recorded.length > 0);
  expect(recorded[0]).toMatchObject({
    topic: 'market.carbon',
    key: 'marginal:watttime:R',
    rows: [{ row: { g_per_kwh: 453.59237, factor_version: 'co2_moer' } }],
  });
});

test('intensities of another zone are told as a problem and recorded nowhere', async () => {
  const url = await serve((_, response) => response.end(JSON.stringify({ zone: 'FR', history: [hour] })));
  const { recorded, feeds, until } = play(siteWith(`{ kind: electricity_maps, zone: DE, url: "${url}", poll_s: 0.1 }`));
  await until(() => recorded.length >= 1 && feeds.feeds()[0]?.answeredAt !== null);
  expect(recorded[0]?.rows).toEqual([]);
  expect(feeds.feeds()[0]?.problems).toEqual([expect.stringContaining('1 rows are of another zone or marginal')]);
});

test.each([
  ['429', { status: 429, headers: { 'retry-after': '3600' } }],
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '3600' } }],
])('a feed that answers %s is left alone for as long as it asks', async (_, { status, headers }) => {
  let asked = 0;
  const url = await serve((request, response) => {
    if (request.url === '/prices') asked += 1;
    if (request.url === '/prices') response.writeHead(status, headers).end();
    else response.end('[]');
  });
  const { recorded, until, feeds } = play(siteAt(url));
  await until(() => recorded.filter(({ topic }) => topic === 'site.event').length >= 5);
  expect(asked).toBe(1);
  expect(feeds.feeds().find(({ feed }) => feed.startsWith('power:'))).toMatchObject({ failures: 0 });
});

test('a feed that goes back to what it told yesterday answers well, and shows how old the newest of it is', async () => {
  const of = (day: string) => ({ ...price(25), start_utc: `${day}T00:00:00Z`, end_utc: `${day}T00:05:00Z` });
  let asked = 0;
  const url = await serve((request, response) => {
    if (request.url !== '/prices') return response.end('[]');
    asked += 1;
    return response.end(JSON.stringify([of(asked === 1 ? '2026-01-02' : '2026-01-01')]));
  });
  const { until, feeds } = play(siteAt(url));
  await until(() => asked >= 3);
  const power = feeds.feeds().find(({ feed }) => feed.startsWith('power:'));
  expect(power).toMatchObject({ newestAt: Date.parse('2026-01-02T00:00:00Z'), failures: 0, problems: [] });
});
