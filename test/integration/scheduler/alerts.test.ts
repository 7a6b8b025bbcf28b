import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type MaintenanceWindow, parseRules } from '#alerting';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { silentLogger } from '#runtime';
import { Alerter } from '../../../apps/scheduler/alerts/alerter.ts';
import type { Teller } from '../../../apps/scheduler/channels/index.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { insertRows, rollupRow } from '../api/support.ts';
import {
  quarterMs,
  minuteMs,
  midnight,
  db,
  clock,
  moveTo,
  pue,
  silence,
  alerterOf,
  afterKill,
  quarter,
  miner,
  told,
  useAlertStack,
} from './alert-stack.ts';

useAlertStack();

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
