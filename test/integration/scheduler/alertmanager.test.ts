import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseRules } from '#alerting';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { ManualClock, readConfig, silentLogger, systemClock } from '#runtime';
import { z } from 'zod';
import { Alerter } from '../../../apps/scheduler/alerts/alerter.ts';
import { tellerOf } from '../../../apps/scheduler/channels/index.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { type Alertmanager, startAlertmanager, whyNoAlertmanager } from '../../support/alertmanager.ts';
import { insertRows, openTestStore, rollupRow, type TestStore } from '../api/support.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const quarterMs = 900_000;
/** Alertmanager goes by the clock of this machine: all quarters of the test have ended. */
const start = Math.floor(Date.now() / quarterMs - 3) * quarterMs;
const clock = new ManualClock(Date.now());
const missing = await whyNoAlertmanager();
const { CI } = readConfig(z.object({ CI: z.string().default('') }));

let db: TestStore;
let receiver: Receiver;
let alertmanager: Alertmanager;

const rules = parseRules(
  `
rules:
  - id: pue_high
    title: PUE is high
    severity: warning
    metric: ipue
    condition: { kind: threshold, above: 1.4 }
    for: 15m
    summary: 'PUE of {{ site }} is {{ value }}'
`,
  'rules.yaml',
);

/** A new process: the one before was killed. */
async function newScheduler(): Promise<Alerter> {
  await db.store.command('TRUNCATE TABLE lease');
  const channel = { id: 'am', kind: 'alertmanager', url: alertmanager.url, allow_private: true } as const;
  return new Alerter({
    store: db.store,
    kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
    clock,
    logger: silentLogger,
    lease: new Lease(db.store),
    rules,
    windows: [],
    channels: new Map([['am', tellerOf(channel, { baseUrl: 'http://coload.example' })]]),
  });
}

const quarter = (index: number, value: number): Promise<void> =>
  insertRows(db.store, 'rollup_site', [
    rollupRow(
      { grain: '15m', start: start + index * quarterMs, end: start + (index + 1) * quarterMs },
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

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await systemClock.sleep(50);
}

interface Message {
  readonly status: string;
  readonly alerts: readonly { readonly labels: Record<string, string>; readonly annotations: Record<string, string> }[];
}
const messages = (): Message[] => receiver.received.map(({ body }) => JSON.parse(body) as Message);
const active = async (): Promise<unknown[]> =>
  (await (await fetch(`${alertmanager.url}/api/v2/alerts?active=true`)).json()) as unknown[];

beforeAll(async () => {
  if (missing !== null) return;
  db = await openTestStore();
  receiver = await startReceiver();
  alertmanager = await startAlertmanager(receiver.url);
  const facts = { site: 'alpha', revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(db.store, 'register_site', [{ ...facts, zone: 'UTC', currency: 'USD', digest: 'd' }]);
});

afterAll(async () => {
  await alertmanager?.stop();
  await receiver?.stop();
  await db?.stop();
});

const testWhere = missing === null || CI === 'true' ? test : test.skip;

testWhere(
  `a real Alertmanager is told of an alert that fires and that it resolves, once each over 20 kills of the scheduler${missing === null ? '' : ` (${missing})`}`,
  async () => {
    expect(missing).toBeNull();
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await (await newScheduler()).run();
    }
    for (let kill = 0; kill < 20; kill += 1) await (await newScheduler()).run();
    await until(() => receiver.received.length > 0);
    expect(await active()).toEqual([
      expect.objectContaining({
        labels: { alertname: 'pue_high', severity: 'warning', site: 'alpha' },
        startsAt: new Date(start + quarterMs).toISOString(),
      }),
    ]);
    await quarter(2, 1.2);
    for (let kill = 0; kill < 3; kill += 1) await (await newScheduler()).run();
    await until(() => messages().some(({ status }) => status === 'resolved'));
    expect(await active()).toEqual([]);
    expect(messages().map(({ status, alerts }) => [status, alerts.length, alerts[0]?.annotations['summary']])).toEqual([
      ['firing', 1, 'PUE of alpha is 1.5'],
      ['resolved', 1, 'PUE of alpha is 1.2'],
    ]);
  },
  60_000,
);
