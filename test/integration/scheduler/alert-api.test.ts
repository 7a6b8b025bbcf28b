import { createServer, get as httpGet, type IncomingMessage, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AlertRule, readyRules } from '#alerting';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { ManualClock, silentLogger, systemClock } from '#runtime';
import { AlertStreams } from '../../../apps/api/alert-stream.ts';
import type { Reply } from '../../../apps/api/reply.ts';
import type { Api } from '../../../apps/api/start.ts';
import { Alerter } from '../../../apps/scheduler/alerts/alerter.ts';
import type { Teller } from '../../../apps/scheduler/channels/index.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { insertRows, openTestStore, startTestApi, type TestStore } from '../api/support.ts';

const hex = (index: number): string => index.toString(16).padStart(32, '0');

let db: TestStore;
let api: Api;

/** A change as the scheduler keeps it. */
const change = (index: number, columns: Readonly<Record<string, unknown>> = {}) => ({
  rule: 'pue_high',
  fingerprint: hex(index),
  saved_at: 1_768_000_000_000 + index,
  site: 'alpha',
  status: 'inactive',
  labels: JSON.stringify({ alertname: 'pue_high', severity: 'warning', site: 'alpha' }),
  state: JSON.stringify({ status: 'inactive', startedAt: null, firedAt: null, endedAt: null, confirmedMs: 0 }),
  reason: `change ${index}`,
  keys: [],
  notifications: [],
  ...columns,
});

const log = (...rows: Readonly<Record<string, unknown>>[]): Promise<void> => insertRows(db.store, 'alert_log', rows);

interface Event {
  readonly id: string;
  readonly reason: string;
}

/** The events in a text, without what only moves the client or keeps the line open. */
const eventsIn = (text: string): Event[] =>
  text.split('\n\n').flatMap((block) => {
    const id = /^id: (.*)$/m.exec(block)?.[1];
    const data = /^data: (.*)$/m.exec(block)?.[1];
    return id === undefined || data === undefined ? [] : [{ id, reason: (JSON.parse(data) as Event).reason }];
  });

/** A client of the stream that reads what it is asked to wait for. */
class Client {
  text = '';
  isOver = false;
  readonly #abort = new AbortController();

  private constructor(response: Response) {
    void this.#read(response);
  }

  static async open(url: string, lastEventId?: string): Promise<Client> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    return new Client(await fetch(`${url}/v1/alerts/stream`, { headers }));
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    this.#abort.signal.addEventListener('abort', () => void reader?.cancel());
    for (;;) {
      const piece = await reader?.read().catch(() => undefined);
      if (!piece || piece.done) break;
      this.text += decoder.decode(piece.value as Uint8Array, { stream: true });
    }
    this.isOver = true;
  }

  get reasons(): string[] {
    return eventsIn(this.text).map(({ reason }) => reason);
  }

  leave(): void {
    this.#abort.abort();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await systemClock.sleep(10);
}

const post = (path: string, body: unknown, type = 'application/json'): Promise<Response> =>
  fetch(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });
const json = async (path: string): Promise<unknown> => (await fetch(`${api.url}${path}`)).json();

beforeAll(async () => {
  db = await openTestStore();
});
afterAll(() => db?.stop());
beforeEach(async () => {
  for (const table of ['alert_log', 'alert_silence', 'alert_rules', 'lease'])
    await db.store.command(`TRUNCATE TABLE ${table}`);
  api = await startTestApi(db, systemClock);
});
afterEach(() => api?.stop());

describe('silences over the API', () => {
  const asked = { matchers: ['hall=shed', 'device!~gpu-.*'], for: '2h', made_by: 'anna', comment: 'fans' };

  test('are made, read and ended, with who asked for them and why', async () => {
    const made = await post('/v1/alerts/silences', asked);
    const silence = (await made.json()) as { id: string; starts_at: string; ends_at: string };
    expect(made.status).toBe(201);
    expect(silence).toMatchObject({ matchers: asked.matchers, made_by: 'anna (api)', comment: 'fans' });
    expect(Date.parse(silence.ends_at) - Date.parse(silence.starts_at)).toBe(7_200_000);
    expect(await json('/v1/alerts/silences')).toEqual({ silences: [silence] });
    const end = (id: string): Promise<Response> => fetch(`${api.url}/v1/alerts/silences/${id}`, { method: 'DELETE' });
    expect((await end(silence.id)).status).toBe(200);
    expect(await json('/v1/alerts/silences')).toEqual({ silences: [] });
    const again = await end(silence.id);
    expect([again.status, await again.json()]).toMatchObject([404, { parameter: 'id', code: 'QUERY_INVALID' }]);
  });

  test.each<[string, object, string, RegExp]>([
    ['a label that there is not', { matchers: ['hal=shed'] }, 'matchers', /did you mean hall\?/],
    ['a matcher that every alert meets', { matchers: ['hall=~.*'] }, 'matchers', /needs a matcher/],
    ['a pattern that can take for ever', { matchers: ['hall=~(a+)+'] }, 'matchers', /has more than/],
    ['no matcher', { matchers: [] }, 'matchers', /./],
    ['no end', { for: 'ever' }, 'for', /ever is not a duration/],
    ['an end too far away', { for: '8d' }, 'for', /at most 7d/],
    ['nobody who asks', { made_by: ' ' }, 'made_by', /./],
    ['an unknown key', { unitl: 1 }, 'unitl', /./],
  ])('are refused with %s, by the key', async (_, wrong, parameter, detail) => {
    const answer = await post('/v1/alerts/silences', { ...asked, ...wrong });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ parameter, detail: expect.stringMatching(detail) });
    expect(await json('/v1/alerts/silences')).toEqual({ silences: [] });
  });

  test('are taken as JSON only, which no other web page can send', async () => {
    expect((await post('/v1/alerts/silences', asked, 'text/plain')).status).toBe(400);
    expect(await json('/v1/alerts/silences')).toEqual({ silences: [] });
  });
});

describe('rules over the API', () => {
  const alerterOf = (rules: readonly AlertRule[]): Alerter =>
    new Alerter({
      store: db.store,
      kpi: createKpi({ store: db.store, clock: systemClock, statistics: createStatistics(db.store) }),
      clock: systemClock,
      logger: silentLogger,
      lease: new Lease(db.store),
      rules,
      windows: [],
      channels: new Map<string, Teller>(),
    });

  test('are none before a scheduler has run, and then those that it judges by', async () => {
    expect(await json('/v1/alerts/rules')).toEqual({ since: null, rules: [] });
    await alerterOf(readyRules).run();
    const { rules } = (await json('/v1/alerts/rules')) as { rules: { id: string }[] };
    expect(rules.map(({ id }) => id)).toEqual(readyRules.map(({ id }) => id));
    expect(rules.find(({ id }) => id === 'hall_under_rated_hashrate')).toMatchObject({
      metric: 'availability_time',
      by: ['site', 'hall'],
      for_s: 1_800,
      condition: { kind: 'threshold', direction: 'below', limit: 0.9, clear_at: 0.95 },
    });
  });

  test('are kept anew when they change, and not by a scheduler that does not work', async () => {
    const [one, other] = [readyRules.slice(0, 1), readyRules.slice(0, 2)];
    await alerterOf(one).run();
    const { since } = (await json('/v1/alerts/rules')) as { since: string };
    await alerterOf(other).run();
    expect(await json('/v1/alerts/rules')).toMatchObject({ since, rules: [{ id: one[0]?.id }] });
    await db.store.command('TRUNCATE TABLE lease');
    await alerterOf(one).run();
    expect(await json('/v1/alerts/rules')).toMatchObject({ since });
    await db.store.command('TRUNCATE TABLE lease');
    await alerterOf(other).run();
    expect(((await json('/v1/alerts/rules')) as { rules: unknown[] }).rules).toHaveLength(2);
  });
});

describe('the stream of alerts', () => {
  test('begins with now, and sends each change once, in order, with where the alert stands', async () => {
    await log(change(1));
    const client = await Client.open(api.url);
    await until(() => client.text.includes('id: '));
    await log(change(3), change(2));
    await log(change(4, { saved_at: change(3).saved_at }));
    await until(() => client.reasons.length === 3);
    expect(client.reasons).toEqual(['change 2', 'change 3', 'change 4']);
    expect(JSON.parse(/^data: (.*)$/m.exec(client.text)?.[1] ?? '')).toMatchObject({
      rule: 'pue_high',
      site: 'alpha',
      status: 'inactive',
      severity: 'warning',
      changed_at: expect.stringMatching(/^2026-01-0/),
    });
    client.leave();
  });

  test('goes on after the last event that a client has seen, among those saved together too', async () => {
    const together = change(1).saved_at;
    const first = await Client.open(api.url);
    await until(() => first.text.includes('id: '));
    await log(change(1), change(2, { saved_at: together }), change(3, { saved_at: together }));
    await until(() => first.reasons.length === 3);
    first.leave();
    await log(change(9));
    const seen = eventsIn(first.text).find(({ reason }) => reason === 'change 2')?.id ?? '';
    const second = await Client.open(api.url, seen);
    await until(() => second.reasons.length === 2);
    expect(second.reasons).toEqual(['change 3', 'change 9']);
    second.leave();
  });

  test('of a client that saw nothing yet goes on where it began', async () => {
    const first = await Client.open(api.url);
    await until(() => first.text.includes('id: '));
    first.leave();
    await log(change(1));
    const second = await Client.open(api.url, /^id: (.*)$/m.exec(first.text)?.[1]);
    await until(() => second.reasons.length === 1);
    second.leave();
  });

  test('leaves out what a pending or a firing alert only keeps of its evaluations', async () => {
    const state = { status: 'pending', startedAt: 0, firedAt: null, endedAt: null };
    const pending = (confirmedMs: number): object => ({
      status: 'pending',
      state: JSON.stringify({ ...state, confirmedMs }),
    });
    const client = await Client.open(api.url, `0-${hex(0)}`);
    await log(
      change(1, { ...pending(0) }),
      change(2, { ...pending(10_000) }),
      change(3, { status: 'firing' }),
      change(4, { status: 'resolved' }),
    );
    await until(() => client.reasons.length === 2);
    expect(client.reasons).toEqual(['change 1', 'change 4']);
    client.leave();
  });

  test('refuses the id of no event', async () => {
    const answer = await fetch(`${api.url}/v1/alerts/stream`, { headers: { 'last-event-id': "1-'; DROP" } });
    expect([answer.status, await answer.json()]).toMatchObject([400, { parameter: 'Last-Event-ID' }]);
  });

  test('ends when the API stops, and does not keep it from stopping', async () => {
    const client = await Client.open(api.url);
    await until(() => client.text.includes('id: '));
    await api.stop();
    await until(() => client.isOver);
    expect(client.text).toMatch(/\n\n$/);
  });
});

describe('a stream of its own', () => {
  let server: Server;
  let streams: AlertStreams;
  let questions = 0;
  const clock = new ManualClock(0);
  const failures: unknown[] = [];

  const port = (): number => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const connect = (lastEventId: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { 'last-event-id': lastEventId };
      httpGet({ port: port(), host: '127.0.0.1', headers, agent: false }, resolve).on('error', reject);
    });

  beforeEach(async () => {
    questions = 0;
    failures.length = 0;
    const store: ConstructorParameters<typeof AlertStreams>[0]['store'] = {
      query: (statement, options) => {
        questions += 1;
        return db.store.query(statement, options);
      },
    };
    streams = new AlertStreams({ store, clock, logger: silentLogger });
    server = createServer((request, raw) => {
      const reply = { raw, hijack: () => reply } as Reply;
      streams.serve(reply, String(request.headers['last-event-id'])).catch((error: unknown) => {
        failures.push(error);
        raw.writeHead(500).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    streams.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('is kept open by a heartbeat while nothing changes', async () => {
    const response = await connect(`0-${hex(0)}`);
    let text = '';
    response.on('data', (piece: Buffer) => (text += piece.toString()));
    while (!text.includes(': nothing new')) {
      clock.advance(1_000);
      await systemClock.sleep(5);
    }
    expect(clock.now()).toBeGreaterThanOrEqual(15_000);
    response.destroy();
  });

  test('asks for no more than a slow client takes, and then sends the rest, each once', async () => {
    const count = 4_000;
    const long = 'x'.repeat(8_000);
    await log(...Array.from({ length: count }, (_, index) => change(index + 1, { reason: `${index} ${long}` })));
    const response = await connect(`0-${hex(0)}`);
    response.pause();
    // All of it would be twenty pages; a paused client takes what its and our sockets hold.
    const asked = (): number => questions;
    for (let before = -1; asked() > before || asked() < 2; await systemClock.sleep(200)) before = asked();
    expect(questions).toBeLessThan(12);
    const pieces: Buffer[] = [];
    let isLast = false;
    response.on('data', (piece: Buffer) => {
      pieces.push(piece);
      isLast ||= piece.includes(`"reason":"${count - 1} `);
    });
    response.resume();
    await until(() => isLast && pieces.at(-1)?.subarray(-2).toString() === '\n\n');
    const text = Buffer.concat(pieces).toString();
    const order = eventsIn(text).map(({ reason }) => Number(reason.split(' ')[0]));
    expect(order).toEqual(Array.from({ length: count }, (_, index) => index));
    response.destroy();
  });

  test('of a client that takes nothing ends all the same when the API stops', async () => {
    await log(...Array.from({ length: 5_000 }, (_, index) => change(index + 1, { reason: 'x'.repeat(2_000) })));
    const response = await connect(`0-${hex(0)}`);
    response.pause();
    response.on('error', () => undefined);
    await until(() => questions >= 2);
    await systemClock.sleep(200);
    streams.stop();
    await new Promise((resolve) => server.close(resolve));
    expect(failures).toEqual([]);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  test('is refused to one client more than can be served', async () => {
    const responses = await Promise.all(Array.from({ length: 33 }, () => connect(`0-${hex(0)}`)));
    expect(responses.filter(({ statusCode }) => statusCode === 200)).toHaveLength(32);
    expect(failures).toMatchObject([{ code: 'QUERY_INVALID', details: { reason: 'too_many' } }]);
    for (const response of responses) response.destroy();
  });
});
