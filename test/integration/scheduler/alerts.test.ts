import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { type AlertRule, type MaintenanceWindow, parseRules } from '#alerting';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { ManualClock, silentLogger } from '#runtime';
import { Alerter } from '../../../apps/scheduler/alerts/alerter.ts';
import { decideUndelivered, readUndelivered } from '../../../apps/scheduler/alerts/undelivered.ts';
import { type Teller, tellerOf } from '../../../apps/scheduler/channels/index.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { parseSchedule, takesAlerts } from '../../../apps/scheduler/schedule-file.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from '../api/support.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const quarterMs = 900_000;
const minuteMs = 60_000;
const midnight = Date.parse('2026-01-15T00:00:00Z');
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

let db: TestStore;
let receiver: Receiver;
const clock = new ManualClock(midnight);
const moveTo = (ms: number): void => clock.advance(ms - clock.now());

const channels = (kind: string): string => `channels: [${kind}]\nalerts: { channels: [ops] }\n`;

/** A channel as somebody declares it. */
function teller(declared: string): Teller {
  const [channel] = parseSchedule(channels(declared), 'schedule.yaml').channels;
  if (!channel || !takesAlerts(channel)) throw new Error('no channel');
  return tellerOf(channel, { baseUrl: 'http://coload.example', secretOf: () => secret });
}

const webhook = (): Teller =>
  teller(`{ id: ops, kind: webhook, url: '${receiver.url}', secret_env: HOOK_SECRET, allow_private: true }`);
const alertmanager = (): Teller =>
  teller(`{ id: ops, kind: alertmanager, url: '${receiver.url}', allow_private: true }`);

const pue = `
rules:
  - id: pue_high
    title: PUE is high
    severity: warning
    metric: ipue
    condition: { kind: threshold, above: 1.4, clear_at: 1.3 }
    for: 15m
    summary: 'PUE of {{ site }} is {{ value }}'
`;
const silence = `
rules:
  - id: silent
    title: Miner silent
    severity: critical
    metric: hashrate_device
    by: [device]
    condition: { kind: no_data, after: 10m }
    summary: '{{ device }} is silent'
`;

interface Made {
  readonly lease?: Lease;
  /** Most rows that one question may have. */
  readonly maxRows?: number;
  readonly rules?: readonly AlertRule[];
  readonly channel?: Teller;
  readonly windows?: readonly MaintenanceWindow[];
}

const alerterOf = ({
  rules = parseRules(pue, 'rules.yaml'),
  channel = webhook(),
  windows = [],
  maxRows = 1_000,
  lease = new Lease(db.store),
}: Made = {}) =>
  new Alerter({
    store: db.store,
    kpi: createKpi({ store: db.store, clock, maxRows, statistics: createStatistics(db.store) }),
    clock,
    logger: silentLogger,
    lease,
    rules,
    windows,
    channels: new Map([['ops', channel]]),
  });

/** A scheduler that was killed is missed after a while; the test does not wait for it. */
async function afterKill(made: Made = {}): Promise<Alerter> {
  await db.store.command('TRUNCATE TABLE lease');
  return alerterOf(made);
}

/** A whole quarter of an hour with a PUE, and time moved to its end. */
async function quarter(index: number, value: number): Promise<void> {
  const start = midnight + index * quarterMs;
  const end = start + quarterMs;
  await insertRows(db.store, 'rollup_site', [
    rollupRow(
      { grain: '15m', start, end },
      {
        hall: '',
        window_ms: quarterMs,
        expected_ms: quarterMs,
        pue_facility_j: Math.round(value * 1e9),
        pue_it_j: 1e9,
        pue_ms: quarterMs,
      },
    ),
  ]);
  moveTo(end + 1_000);
}

async function miner(index: number, { through, version = 1 }: { through: number; version?: number }): Promise<void> {
  const start = midnight + index * quarterMs;
  await insertRows(db.store, 'rollup_asic', [
    rollupRow(
      { grain: '15m', start, end: start + quarterMs },
      {
        hall: 'h1',
        model: 'S21',
        device: 'm-1',
        expected_ms: quarterMs,
        rate_ms: Math.max(through - start, 0),
        rate_gh: 1_000,
        through: Math.max(through, 0),
        version,
      },
    ),
  ]);
}

interface Told {
  readonly type: string;
  readonly data: {
    readonly alerts: readonly { status: string; summary: string; dedup_key: string; explain_url: string }[];
  };
}
const told = (): string[] =>
  receiver.received.flatMap(({ body }) =>
    (JSON.parse(body) as Told).data.alerts.map(({ status, summary }) => `${status}: ${summary}`),
  );

beforeAll(async () => {
  db = await openTestStore();
  receiver = await startReceiver();
  const facts = { site: 'alpha', revision: 1, known_at: midnight, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(db.store, 'register_site', [{ ...facts, zone: 'UTC', currency: 'USD', digest: 'd' }]);
}, 60_000);

afterAll(async () => {
  await receiver?.stop();
  await db?.stop();
});

beforeEach(async () => {
  receiver.clear();
  moveTo(midnight);
  for (const table of ['rollup_site', 'rollup_asic', 'alert_log', 'alert_delivery', 'alert_silence', 'lease'])
    await db.store.command(`TRUNCATE TABLE ${table}`);
});

test('an alert fires when its condition has held for long enough, once, and resolves past the hysteresis, once', async () => {
  const alerter = alerterOf();
  const values = [1.2, 1.5, 1.5, 1.5, 1.35, 1.25, 1.2];
  const after: number[] = [];
  for (const [index, value] of values.entries()) {
    await quarter(index, value);
    await alerter.run();
    await alerter.run();
    after.push(told().length);
  }
  expect(after).toEqual([0, 0, 1, 1, 1, 2, 2]);
  expect(told()).toEqual(['firing: PUE of alpha is 1.5', 'resolved: PUE of alpha is 1.25']);
});

test('the message says where the value is taken apart', async () => {
  const alerter = alerterOf();
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  const [alert] = (JSON.parse(receiver.received[0]?.body ?? '') as Told).data.alerts;
  expect(alert?.explain_url).toMatch(/^http:\/\/coload\.example\/v1\/explain\?metric=ipue&from=\d+&to=\d+&site=alpha$/);
});

test('the message verifies as Standard Webhooks say, and with another body it does not', async () => {
  const group = { groupKey: 'group', dedupKey: 'key', labels: {}, notifications: [] };
  await webhook().tell(group, Date.now());
  const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const verifier = new Webhook(secret);
  expect(verifier.verify(body, given)).toMatchObject({ data: { group_key: 'group' } });
  expect(() => verifier.verify(`${body} `, given)).toThrow('No matching signature');
});

test('a scheduler that is killed at any point neither forgets nor tells twice', async () => {
  for (const [index, value] of [1.5, 1.5, 1.5, 1.2].entries()) {
    await quarter(index, value);
    // Each round is that of a new process.
    await (await afterKill()).run();
    await (await afterKill()).run();
  }
  expect(told()).toEqual(['firing: PUE of alpha is 1.5', 'resolved: PUE of alpha is 1.2']);
});

test('a clock that is set back loses no state: the last that was saved stays the last', async () => {
  for (const [index, value] of [1.5, 1.5].entries()) {
    await quarter(index, value);
    await (await afterKill()).run();
  }
  await quarter(2, 1.2);
  clock.advance(-5 * minuteMs);
  await (await afterKill()).run();
  await (await afterKill()).run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5', 'resolved: PUE of alpha is 1.2']);
});

test('a channel that is down is told later, with the same key, and the problem shows', async () => {
  const alerter = alerterOf();
  receiver.answer(500);
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  expect(alerter.problems).toEqual([{ about: 'alerts', channel: 'ops', error: 'answered 500 no' }]);
  receiver.answer(200);
  await alerter.run();
  expect(told()).toEqual([]);
  clock.advance(minuteMs);
  await alerter.run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
  expect(alerter.problems).toEqual([]);
});

test('a site that stalls resolves nothing: what is not known is not clear', async () => {
  const alerter = alerterOf();
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  clock.advance(3 * 3_600_000);
  await alerter.run();
  await alerter.run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
});

test('a device that falls silent is told of by the clock, though nothing new is measured, and resolves when it speaks', async () => {
  const alerter = alerterOf({ rules: parseRules(silence, 'rules.yaml') });
  await quarter(0, 1.2);
  await miner(0, { through: midnight + 14 * minuteMs });
  await alerter.run();
  moveTo(midnight + 24 * minuteMs);
  await alerter.run();
  await alerter.run();
  expect(told()).toEqual(['firing: m-1 is silent']);
  await miner(1, { through: midnight + 24 * minuteMs });
  await quarter(1, 1.2);
  moveTo(midnight + 25 * minuteMs);
  await alerter.run();
  expect(told()).toEqual(['firing: m-1 is silent', 'resolved: m-1 is silent']);
});

test('an alert in a maintenance window waits, and is told of when the window closes if it still fires', async () => {
  const window = (durationMs: number): MaintenanceWindow => ({
    id: 'work',
    matchers: [{ name: 'site', op: '=', value: 'alpha' }],
    zone: 'UTC',
    days: ['thu'],
    start: '00:00',
    durationMs,
    comment: '',
  });
  const alerter = alerterOf({ windows: [window(45 * minuteMs)] });
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  expect(told()).toEqual([]);
  await quarter(2, 1.5);
  await alerter.run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
});

test('an alert that came and went in a maintenance window is never told of', async () => {
  const windows: MaintenanceWindow[] = [
    {
      id: 'work',
      matchers: [{ name: 'alertname', op: '=', value: 'pue_high' }],
      zone: 'UTC',
      days: ['thu'],
      start: '00:00',
      durationMs: 50 * minuteMs,
      comment: '',
    },
  ];
  const alerter = alerterOf({ windows });
  for (const [index, value] of [1.5, 1.5, 1.2, 1.2].entries()) {
    await quarter(index, value);
    await alerter.run();
  }
  expect(told()).toEqual([]);
});

test('a question that is refused is a problem of its rules alone: the others are judged, and nothing of its own is resolved', async () => {
  const rules = parseRules(`${pue}${silence.replace('\nrules:', '')}`, 'rules.yaml');
  await quarter(0, 1.2);
  await miner(0, { through: midnight + 4 * minuteMs });
  await alerterOf({ rules }).run();
  expect(told()).toEqual(['firing: m-1 is silent']);
  await quarter(1, 1.5);
  await (await afterKill({ rules })).run();
  const bucket = { grain: '15m' as const, start: midnight + quarterMs, end: midnight + 2 * quarterMs };
  const devices = ['m-2', 'm-3', 'm-4', 'm-5', 'm-6', 'm-7', 'm-8'];
  const facts = { hall: 'h1', model: 'S21', expected_ms: quarterMs };
  await insertRows(
    db.store,
    'rollup_asic',
    devices.map((device) => rollupRow(bucket, { ...facts, device })),
  );
  await quarter(2, 1.5);
  const narrow = await afterKill({ rules, maxRows: 6 });
  await narrow.run();
  expect(narrow.problems).toEqual([{ about: 'rules silent', error: expect.stringContaining('more than 6 rows') }]);
  expect(told()).toEqual(['firing: m-1 is silent', 'firing: PUE of alpha is 1.5']);
});

describe('an anomaly', () => {
  const hourMs = 4 * quarterMs;
  const weekMs = 7 * 24 * hourMs;
  const odd = (summary: string): string => `
rules:
  - id: odd
    title: PUE is unusual
    severity: info
    metric: ipue
    grain: hour
    condition: { kind: anomaly, by: 4 }
    summary: '${summary}'
`;

  /** The hour that begins at midnight, some weeks before. */
  async function hour(weeks: number, value: number): Promise<void> {
    const start = midnight - weeks * weekMs;
    const facts = { window_ms: hourMs, expected_ms: hourMs, pue_it_j: 1e9, pue_ms: hourMs };
    await insertRows(db.store, 'rollup_site', [
      rollupRow(
        { grain: 'hour', start, end: start + hourMs },
        { hall: '', ...facts, pue_facility_j: Math.round(value * 1e9) },
      ),
    ]);
  }

  beforeEach(async () => {
    for (const [index, value] of [1.2, 1.21, 1.19, 1.2, 3].entries()) await hour(index + 1, value);
    await hour(0, 1.5);
    await quarter(3, 1.5);
  });

  test('against the same hour of former weeks is told of, with what is usual', async () => {
    const rules = parseRules(odd('{{ reason }}'), 'rules.yaml');
    await alerterOf({ rules }).run();
    expect(told()).toEqual(['firing: Interim PUE is 1.5; at this time of the week it is 1.2 ± 0.014826 (5 weeks)']);
  });

  test('is asked of the weeks before once while the hour is the same, however many rounds judge it', async () => {
    const rules = parseRules(odd('x'), 'rules.yaml');
    const asked: number[] = [];
    const { query } = createKpi({ store: db.store, clock, statistics: createStatistics(db.store) });
    const kpi = { query: (one: Parameters<typeof query>[0]) => query(one).finally(() => asked.push(one.from)) };
    const alerter = new Alerter({
      store: db.store,
      kpi,
      clock,
      logger: silentLogger,
      lease: new Lease(db.store),
      rules,
      windows: [],
      channels: new Map<string, Teller>(),
    });
    await alerter.run();
    expect(asked).toHaveLength(1 + 8);
    await alerter.run();
    await alerter.run();
    expect(asked).toHaveLength(1 + 8 + 2);
  });
});

test('of a rule that is taken out, what was told as firing is told as resolved', async () => {
  const alerter = alerterOf();
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  await (await afterKill({ rules: [] })).run();
  await (await afterKill({ rules: [] })).run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5', 'resolved: PUE of alpha is 1.5']);
});

test('Alertmanager is told again of what fires, or it would take it for over', async () => {
  const alerter = alerterOf({ channel: alertmanager() });
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  clock.advance(minuteMs);
  await alerter.run();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/api/v2/alerts', '/api/v2/alerts']);
  const ends = receiver.received.map(({ body }) => (JSON.parse(body) as { endsAt: string }[])[0]?.endsAt);
  expect(ends).toEqual(
    [2, 2].map((at, index) => new Date(midnight + at * quarterMs + 1_000 + 300_000 + index * minuteMs).toISOString()),
  );
});

test('a message goes to no address of a private network unless the channel says so, and follows no redirect', async () => {
  const group = { groupKey: 'g', dedupKey: 'k', labels: {}, notifications: [] };
  const closed = (url: string): Teller => teller(`{ id: ops, kind: webhook, url: '${url}', secret_env: HOOK_SECRET }`);
  await expect(closed(receiver.url).tell(group, 0)).rejects.toThrow('127.0.0.1 is loopback: set `allow_private: true`');
  const named = closed(receiver.url.replace('127.0.0.1', 'localhost'));
  await expect(named.tell(group, 0)).rejects.toThrow(/localhost \(.*\) is loopback/);
  receiver.answer(302, 'http://127.0.0.1:1/');
  await expect(webhook().tell(group, 0)).rejects.toThrow('answered 302');
  expect(receiver.received).toEqual([]);
});

test('the API has what fires and what was told, with the value that it rests on', async () => {
  const alerter = alerterOf();
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  const api = await startTestApi(db, clock);
  const get = async (path: string): Promise<unknown> => (await fetch(`${api.url}${path}`)).json();
  expect(await get('/v1/alerts')).toEqual({
    alerts: [
      expect.objectContaining({
        rule: 'pue_high',
        site: 'alpha',
        status: 'firing',
        severity: 'warning',
        summary: 'PUE of alpha is 1.5',
        reason: 'Interim PUE is 1.5, above 1.4',
        started_at: '2026-01-15T00:15:00.000Z',
        fired_at: '2026-01-15T00:30:00.000Z',
      }),
    ],
  });
  expect(await get('/v1/alerts?status=resolved')).toEqual({ alerts: [] });
  expect(await get('/v1/alerts/history')).toEqual({
    alerts: [
      expect.objectContaining({
        status: 'firing',
        value: 1.5,
        numerator: 1.5e9,
        denominator: 1e9,
        coverage: 1,
        told_to: ['ops'],
      }),
    ],
    next: null,
  });
  expect(await get('/v1/alerts?status=fring')).toMatchObject({ status: 400, nearest: 'firing' });
  await api.stop();
});

test('the stream of the API has each change of an alert, and none for what only goes on', async () => {
  const alerter = alerterOf({ rules: parseRules(pue.replace('for: 15m', 'for: 45m'), 'rules.yaml') });
  for (const [index, value] of [1.5, 1.5, 1.5, 1.5, 1.5, 1.2].entries()) {
    await quarter(index, value);
    await alerter.run();
  }
  const api = await startTestApi(db, clock);
  const headers = { 'last-event-id': `0-${'0'.repeat(32)}` };
  const stream = (await fetch(`${api.url}/v1/alerts/stream`, { headers })).body?.getReader();
  let text = '';
  while (!text.includes('"status":"resolved"'))
    text += new TextDecoder().decode((await stream?.read())?.value as Uint8Array);
  await api.stop();
  const statuses = [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, data = '']) => (JSON.parse(data) as { status: string }).status,
  );
  expect(statuses).toEqual(['pending', 'firing', 'resolved']);
});

test('of two schedulers one judges and tells', async () => {
  const [one, other] = [alerterOf(), alerterOf()];
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await Promise.all([one.run(), other.run()]);
  }
  await one.run();
  await other.run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
});

describe('a notification that could not be delivered', () => {
  const dayMs = 86_400_000;

  /** An alert that fired while its channel was down, for so long that it is not tried any more. */
  async function givenUp(): Promise<Alerter> {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    clock.advance(7 * dayMs);
    receiver.answer(200);
    await alerter.run();
    expect(told()).toEqual([]);
    return alerter;
  }
  const decided = async (action: 'replayed' | 'discarded', ids: readonly string[] = []): Promise<string[]> =>
    (await decideUndelivered(db.store, { action, ids, by: 'anna', note: 'n' }, clock.now())).map(({ id }) => id);

  test('is listed with why, and with whether it is still tried', async () => {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    const expected = {
      channel: 'ops',
      rule: 'pue_high',
      status: 'firing',
      summary: 'PUE of alpha is 1.5',
      tries: 1,
      error: 'answered 500 no',
      given_up: false,
    };
    expect(await readUndelivered(db.store, clock.now())).toMatchObject([expected]);
    clock.advance(7 * dayMs);
    expect(await readUndelivered(db.store, clock.now())).toMatchObject([{ ...expected, given_up: true }]);
  });

  test('arrives once when it is replayed, with the key that it had, and at once', async () => {
    const alerter = await givenUp();
    const [letter] = await readUndelivered(db.store, clock.now());
    expect(await decided('replayed', [letter?.id ?? ''])).toEqual([letter?.id]);
    clock.advance(1_000);
    for (let round = 0; round < 3; round++) {
      await alerter.run();
      await (await afterKill()).run();
    }
    const keys = receiver.received.flatMap(({ body }) =>
      (JSON.parse(body) as Told).data.alerts.map(({ dedup_key }) => dedup_key),
    );
    expect(keys).toEqual([letter?.key]);
    expect(await readUndelivered(db.store, clock.now())).toEqual([]);
    await expect(decided('replayed', [letter?.id ?? ''])).rejects.toThrow(/not undelivered/);
  });

  test('that fails again after a replay is retried as if for the first time, and can be replayed again', async () => {
    const alerter = await givenUp();
    receiver.answer(500);
    await decided('replayed');
    clock.advance(1_000);
    await alerter.run();
    expect(await readUndelivered(db.store, clock.now())).toMatchObject([{ tries: 2, given_up: false }]);
    receiver.answer(200);
    clock.advance(30_000);
    await alerter.run();
    expect(told()).toEqual([]);
    clock.advance(30_000);
    await alerter.run();
    expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
  });

  test('is not offered any more when it is discarded, and by whom is kept', async () => {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    const [letter] = await readUndelivered(db.store, clock.now());
    await decided('discarded', [letter?.id ?? '']);
    receiver.answer(200);
    clock.advance(2 * 3_600_000);
    await alerter.run();
    expect(told()).toEqual([]);
    expect(await readUndelivered(db.store, clock.now())).toEqual([]);
    const schema = z.object({ error: z.string() });
    const query = "SELECT error FROM alert_delivery WHERE status = 'discarded'";
    expect(await db.store.query(query, { schema })).toEqual([{ error: 'by anna: n' }]);
  });
});

describe('the log of alerts', () => {
  /** Where the alert stood, with how much was to be told. */
  const rows = async (): Promise<[string, number][]> => {
    const schema = z.object({ status: z.string(), keys: z.array(z.string()) });
    const found = await db.store.query('SELECT status, keys FROM alert_log ORDER BY saved_at', { schema });
    return found.map(({ status, keys }) => [status, keys.length]);
  };

  test('is read anew by a scheduler that gets the lease back: it knows what became of alerts meanwhile', async () => {
    const leases = [new Lease(db.store), new Lease(db.store)];
    const alerters = leases.map((lease) => alerterOf({ lease }));
    // They take turns: it is the second that sees the alert fire, and the first that sees it end.
    for (const [index, value] of [1.5, 1.5, 1.2].entries()) {
      await quarter(index, value);
      await alerters[index % 2]?.run();
      await leases[index % 2]?.release();
    }
    expect(await rows()).toEqual([
      ['pending', 0],
      ['firing', 1],
      ['resolved', 1],
    ]);
    expect(told()).toEqual(['firing: PUE of alpha is 1.5', 'resolved: PUE of alpha is 1.2']);
  });

  test('has no row for what goes on as it was', async () => {
    const alerter = alerterOf({ rules: parseRules(pue.replace('for: 15m', 'for: 1h'), 'rules.yaml') });
    for (const index of [0, 1, 2, 3, 4, 5, 6]) {
      await quarter(index, 1.5);
      await alerter.run();
      await alerter.run();
    }
    expect(await rows()).toEqual([
      ['pending', 0],
      ['firing', 1],
    ]);
  });
});

describe('the command `coload alert`', () => {
  const schedule = (): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'coload-alert-')), 'schedule.yaml');
    writeFileSync(join(dirname(file), 'rules.yaml'), pue);
    const hook = `{ id: ops, kind: alertmanager, url: '${receiver.url}', allow_private: true }`;
    writeFileSync(file, `channels: [${hook}]\nalerts: { channels: [ops], rules: [rules.yaml] }\n`);
    return file;
  };

  test('explain says why a rule holds or not, with the value', async () => {
    const now = Math.floor(Date.now() / quarterMs) * quarterMs;
    const quarterBefore = { grain: '15m' as const, start: now - quarterMs, end: now };
    const facts = { hall: '', window_ms: quarterMs, pue_facility_j: 1.5e9, pue_it_j: 1e9, pue_ms: quarterMs };
    await insertRows(db.store, 'rollup_site', [rollupRow(quarterBefore, facts)]);
    const { stdout } = await runCoload(db, ['alert', 'explain', 'pue_high', '--schedule', schedule()]);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'holds',
      reason: 'Interim PUE is 1.5, above 1.4',
      labels: { site: 'alpha' },
    });
    const unknown = runCoload(db, ['alert', 'explain', 'pue_hgih', '--schedule', schedule()]);
    await expect(unknown).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean pue_high?') });
  });

  test('test sends a message that says that it is one, or why it did not arrive', async () => {
    await runCoload(db, ['alert', 'test', 'ops', '--schedule', schedule()]);
    expect(receiver.received[0]?.body).toContain('Test of the channel ops: nothing is wrong');
    receiver.answer(503);
    const failed = runCoload(db, ['alert', 'test', 'ops', '--schedule', schedule()]);
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('answered 503') });
  });

  test('undelivered lists what did not arrive, and takes a decision on it by its id', async () => {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    const [{ id } = { id: '' }] = await readUndelivered(db.store, clock.now());
    const undelivered = (...args: string[]) => runCoload(db, ['alert', 'undelivered', ...args]);
    expect(JSON.parse((await undelivered('list')).stdout)).toMatchObject({ id, channel: 'ops', given_up: true });
    await expect(undelivered('discard', '--note', 'x')).rejects.toMatchObject({ code: 2 });
    await expect(undelivered('replay', 'ops/none')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ops/none: not undelivered'),
    });
    expect(JSON.parse((await undelivered('replay', id)).stdout)).toMatchObject({ id });
    expect(JSON.parse((await undelivered('discard', '--all', '--note', 'old')).stdout)).toMatchObject({ id });
    expect((await undelivered('list')).stdout).toBe('');
  }, 30_000);

  test('silence keeps matching alerts quiet until it is taken back, when what still fires is told of', async () => {
    // Silences go by the clock of this machine, as those who make them do.
    const now = Math.floor(Date.now() / quarterMs) * quarterMs;
    const silenced = await runCoload(db, [
      'alert',
      'silence',
      'site=alpha',
      '--for',
      '2h',
      '--comment',
      'works on the meter',
    ]);
    const { id } = JSON.parse(silenced.stdout) as { id: string };
    expect(JSON.parse((await runCoload(db, ['alert', 'silences'])).stdout)).toMatchObject({
      id,
      matchers: ['site=alpha'],
      comment: 'works on the meter',
    });
    const facts = { hall: '', window_ms: quarterMs, pue_facility_j: 1.5e9, pue_it_j: 1e9, pue_ms: quarterMs };
    for (const index of [2, 1])
      await insertRows(db.store, 'rollup_site', [
        rollupRow({ grain: '15m', start: now - index * quarterMs, end: now - (index - 1) * quarterMs }, facts),
      ]);
    const alerter = alerterOf();
    moveTo(Date.now());
    await alerter.run();
    expect(told()).toEqual([]);
    await runCoload(db, ['alert', 'unsilence', id]);
    moveTo(Date.now());
    await alerter.run();
    expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
    await expect(runCoload(db, ['alert', 'unsilence', id])).rejects.toMatchObject({ code: 2 });
    const wrong = runCoload(db, ['alert', 'silence', 'hal=shed', '--for', '2h', '--comment', 'x']);
    await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean hall?') });
  }, 30_000);

  test('rules check counts the rules of a file, plays its cases, and names every fault of a wrong one', async () => {
    const file = join(dirname(schedule()), 'rules.yaml');
    expect(JSON.parse((await runCoload(db, ['rules', 'check', file, '--json'])).stdout)).toEqual({
      file,
      rules: ['pue_high'],
      cases: [],
    });
    const wanting = (state: string): string =>
      `${pue}cases:\n  - { title: c, rule: pue_high, values: [1.5, 1.5], expect: { '00:30': ${state} } }\n`;
    writeFileSync(file, wanting('firing'));
    expect(JSON.parse((await runCoload(db, ['rules', 'check', file, '--json'])).stdout)).toMatchObject({
      cases: ['c'],
    });
    writeFileSync(file, wanting('inactive'));
    await expect(runCoload(db, ['rules', 'check', file])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/rules\.yaml:11:.* pue_high at 00:30: wanted inactive, got firing \(/),
    });
    writeFileSync(file, pue.replace('ipue', 'ipeu').replace('warning', 'wrning'));
    await expect(runCoload(db, ['rules', 'check', file])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/2 faults:[^]*no severity wrning; did you mean warning\?[^]*no metric ipeu/),
    });
  });
});
