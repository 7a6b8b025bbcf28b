import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { type AlertRule, type MaintenanceWindow, parseRules } from '#alerting';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { ManualClock, silentLogger } from '#runtime';
import { Alerter } from '../../../apps/scheduler/alerts/alerter.ts';
import { type Teller, tellerOf } from '../../../apps/scheduler/channels/index.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { parseSchedule, takesAlerts } from '../../../apps/scheduler/schedule-file.ts';
import { insertRows, openTestStore, rollupRow, type TestStore } from '../api/support.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export const quarterMs = 900_000;
export const minuteMs = 60_000;
export const midnight = Date.parse('2026-01-15T00:00:00Z');
export const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

export let db: TestStore;
export let receiver: Receiver;
export const clock = new ManualClock(midnight);
export const moveTo = (ms: number): void => clock.advance(ms - clock.now());

const channels = (kind: string): string => `channels: [${kind}]\nalerts: { channels: [ops] }\n`;

/** A channel as somebody declares it. */
export function teller(declared: string): Teller {
  const [channel] = parseSchedule(channels(declared), 'schedule.yaml').channels;
  if (!channel || !takesAlerts(channel)) throw new Error('no channel');
  return tellerOf(channel, { baseUrl: 'http://coload.example', secretOf: () => secret });
}

export const webhook = (): Teller =>
  teller(`{ id: ops, kind: webhook, url: '${receiver.url}', secret_env: HOOK_SECRET, allow_private: true }`);
export const alertmanager = (): Teller =>
  teller(`{ id: ops, kind: alertmanager, url: '${receiver.url}', allow_private: true }`);

export const pue = `
rules:
  - id: pue_high
    title: PUE is high
    severity: warning
    metric: ipue
    condition: { kind: threshold, above: 1.4, clear_at: 1.3 }
    for: 15m
    summary: 'PUE of {{ site }} is {{ value }}'
`;
export const silence = `
rules:
  - id: silent
    title: Miner silent
    severity: critical
    metric: hashrate_device
    by: [device]
    condition: { kind: no_data, after: 10m }
    summary: '{{ device }} is silent'
`;

export interface Made {
  readonly lease?: Lease;
  /** Most rows that one question may have. */
  readonly maxRows?: number;
  readonly rules?: readonly AlertRule[];
  readonly channel?: Teller;
  readonly windows?: readonly MaintenanceWindow[];
}

export const alerterOf = ({
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
export async function afterKill(made: Made = {}): Promise<Alerter> {
  await db.store.command('TRUNCATE TABLE lease');
  return alerterOf(made);
}

/** A whole quarter of an hour with a PUE, and time moved to its end. */
export async function quarter(index: number, value: number): Promise<void> {
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

export async function miner(
  index: number,
  { through, version = 1 }: { through: number; version?: number },
): Promise<void> {
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

export interface Told {
  readonly type: string;
  readonly data: {
    readonly alerts: readonly { status: string; summary: string; dedup_key: string; explain_url: string }[];
  };
}
export const told = (): string[] =>
  receiver.received.flatMap(({ body }) =>
    (JSON.parse(body) as Told).data.alerts.map(({ status, summary }) => `${status}: ${summary}`),
  );

/** A store with a site and a receiver for the tests of a file; each test begins at midnight with nothing measured or told. */
export function useAlertStack(): void {
  beforeAll(async () => {
    db = await openTestStore();
    receiver = await startReceiver();
    const facts = { site: 'alpha', revision: 1, known_at: midnight, power_feed: '', chain_feed: '', pool_fee: 0 };
    await insertRows(db.store, 'register_site', [{ ...facts, zone: 'UTC', currency: 'USD', digest: 'd' }]);
  });

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
}
