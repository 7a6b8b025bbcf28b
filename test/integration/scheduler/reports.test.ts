import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { readIssues } from '#report';
import { childEnvironment, projectPath, readConfig, silentLogger } from '#runtime';
import { startScheduler } from '../../../apps/scheduler/app.ts';
import type { Deliver } from '../../../apps/scheduler/channels/index.ts';
import { schedulerConfig } from '../../../apps/scheduler/config.ts';
import { runCoload, startTestApi } from '../api/support.ts';
import {
  hourMs,
  day,
  sixOf,
  db,
  mailbox,
  folder,
  clock,
  moveTo,
  measure,
  scheduled,
  reporter,
  issued,
  figure,
  own,
  useReportStack,
} from './report-stack.ts';

useReportStack();

test('the report of a day goes out once, at six of the next, with the figures of the API', async () => {
  await measure(0, { facilityJ: 3e9 });
  await measure(1);
  moveTo(sixOf(2) - 1);
  const one = reporter();
  await one.run();
  // Nothing was ever issued, so the last day that was due by then is.
  expect(readdirSync(join(folder, 'daily_operations'))).toContain('2026-01-14.html');
  moveTo(sixOf(2));
  await one.run();
  await one.run();
  expect(figure('ipue')).toEqual([1.5, 1.25]);
  expect(mailbox.mails.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Daily operations, 2026-01-14/),
    expect.stringMatching(/^Daily operations, 2026-01-15 \(incomplete: \d+ figures missing\)$/),
  ]);
  const api = await startTestApi(db, clock);
  const query = `${api.url}/v1/query?metrics=ipue,energy_facility&grain=total&from=2026-01-15&to=2026-01-16`;
  const { rows } = (await (await fetch(query)).json()) as { rows: { metric: string; value: number }[] };
  await api.stop();
  for (const { metric, value } of rows) expect(figure(metric)?.[0]).toBe(value);
  expect(rows).toHaveLength(2);
});

test('the mail has the page and its figures, and the same name however often it is sent', async () => {
  await measure(1);
  await reporter().run();
  const [mail] = mailbox.mails;
  expect(mail).toMatchObject({
    to: 'board@example.org',
    messageId: '<daily_operations.2026-01-15.board@coload>',
    attachments: ['pdf', 'xlsx', 'csv', 'json'].map((kind) => ({ filename: `daily_operations-2026-01-15.${kind}` })),
  });
  expect(mail?.html).toContain('PUE');
  expect(mail?.attachments[2]?.text).toContain(',ipue,');
  expect(mail?.pictures).toContain('chart-1@coload');
  for (const cid of mail?.pictures ?? []) expect(mail?.html).toContain(`src="cid:${cid}"`);
});

test('a day that is not measured to its end is waited for, but not for ever', async () => {
  await measure(0);
  const one = reporter({ graceMs: 8 * hourMs });
  await one.run();
  expect(readdirSync(folder)).toEqual([]);
  moveTo(day(2) + 8 * hourMs);
  await one.run();
  expect(issued().missing).toBeGreaterThan(0);
});

test('after days without a scheduler each day is issued once', async () => {
  for (const n of [0, 1, 2, 3, 4]) await measure(n);
  const first = reporter();
  await first.run();
  await first.stop();
  moveTo(sixOf(5));
  await reporter().run();
  await reporter().run();
  const pages = readdirSync(join(folder, 'daily_operations')).filter((name) => name.endsWith('.html'));
  expect(pages).toEqual(['2026-01-15.html', '2026-01-16.html', '2026-01-17.html', '2026-01-18.html']);
  expect(mailbox.mails).toHaveLength(4);
});

test('an entry with a working calendar issues nothing on other days, and on the next working day what was due on them', async () => {
  for (const n of [1, 2, 3, 4]) await measure(n);
  const entries = scheduled.replace('channels: [archive, board] }', 'working_days: [mon, fri], channels: [archive] }');
  const one = reporter({ entries });
  const issuedOn = async (n: number): Promise<string[]> => {
    moveTo(sixOf(n));
    await one.run();
    const files = readdirSync(join(folder, 'daily_operations')).filter((name) => name.endsWith('.json'));
    return files.map((name) => name.replace('.json', '')).toSorted();
  };
  const [friday, saturday, monday] = [await issuedOn(2), await issuedOn(3), await issuedOn(5)];
  expect([friday, saturday]).toEqual([['2026-01-15'], ['2026-01-15']]);
  expect(monday).toEqual(['2026-01-15', '2026-01-16', '2026-01-17', '2026-01-18']);
});

test('a report that is scheduled twice, under two names, is issued and delivered for each', async () => {
  await measure(1);
  const entries = `${scheduled}  - { report: daily_operations, name: alpha-only, sites: [alpha], channels: [archive, board] }\n`;
  const one = reporter({ entries });
  await one.run();
  await one.run();
  expect(one.problems).toEqual([]);
  expect(readdirSync(folder).toSorted()).toEqual(['alpha-only', 'daily_operations']);
  expect(readdirSync(join(folder, 'alpha-only'))).toContain('2026-01-15.pdf');
  expect(mailbox.mails.map(({ subject }) => subject.replace(/ \(incomplete.*/, ''))).toEqual([
    'Daily operations, 2026-01-15',
    'Daily operations (alpha-only), 2026-01-15',
  ]);
  expect(new Set(mailbox.mails.map(({ messageId }) => messageId)).size).toBe(2);
  const issues = await readIssues(db.store, 10);
  expect(issues.map(({ name, report, delivered_to }) => [name, report, delivered_to])).toEqual([
    ['alpha-only', 'daily_operations', ['archive', 'board']],
    ['daily_operations', 'daily_operations', ['archive', 'board']],
  ]);
});

test('a mail server that refuses keeps the archive from nothing, is a problem that shows, and gets the mail when it is back', async () => {
  await measure(1);
  mailbox.refuse('no room');
  const one = reporter();
  await one.run();
  expect(figure('ipue')?.[0]).toBe(1.5);
  expect(one.problems).toEqual([
    { about: 'daily_operations', channel: 'board', error: expect.stringContaining('no room') },
  ]);
  mailbox.refuse(null);
  await one.run();
  expect(mailbox.mails).toHaveLength(0);
  clock.advance(60_000);
  await one.run();
  expect(mailbox.mails).toHaveLength(1);
  expect(one.problems).toEqual([]);
});

test('of two schedulers one works, and one that lost its turn in the middle neither issues nor sends', async () => {
  await measure(1);
  let sent = 0;
  const counted: Deliver = () => Promise.resolve(void (sent += 1));
  const channels = new Map([
    ['archive', counted],
    ['board', counted],
  ]);
  const [one, other] = [reporter({ channels }), reporter({ channels })];
  await one.run();
  await other.run();
  expect(sent).toBe(2);
  await measure(2);
  moveTo(sixOf(3));
  // The first one's lease has run out while it slept, and another has taken over.
  await db.store.command(`TRUNCATE TABLE lease`);
  const takeOver: Deliver = async () => {
    sent += 1;
    await db.store.command(
      `INSERT INTO lease (name, epoch, holder, until) SELECT 'scheduler', 99, 'another', now64(3) + INTERVAL 1 HOUR`,
    );
  };
  const slow = reporter({
    channels: new Map([
      ['archive', takeOver],
      ['board', counted],
    ]),
  });
  await slow.run();
  expect(sent).toBe(3);
});

test('the app does the first round when it starts, says how it is, and lets another work when it stops', async () => {
  await measure(1);
  const file = join(folder, 'schedule.yaml');
  writeFileSync(file, scheduled.replace('FOLDER', folder).replace('PORT', String(mailbox.port)));
  const { url, user, password } = db;
  const login = { CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password };
  const config = readConfig(schedulerConfig, { SCHEDULE_FILE: file, ...login });
  mailbox.refuse('no room');
  const app = await startScheduler(config, silentLogger, clock);
  await app.stop();
  expect(figure('ipue')?.[0]).toBe(1.5);
  const again = await startScheduler(config, silentLogger, clock);
  const health = await fetch(`${again.url}/healthz`);
  await again.stop();
  expect(health.status).toBe(200);
  const other = reporter();
  mailbox.refuse(null);
  clock.advance(60_000);
  await other.run();
  expect(mailbox.mails).toHaveLength(1);
});

test('a schedule with a fault starts nothing: the command names it and exits with 2', async () => {
  const file = join(folder, 'schedule.yaml');
  writeFileSync(file, 'channels: []\nreports:\n  - { report: weekly, channels: [nowhere] }\n');
  const environment = { SCHEDULE_FILE: file, CLICKHOUSE_URL: db.url, CLICKHOUSE_PASSWORD: db.password };
  const run = promisify(execFile)(process.execPath, [projectPath('dist/apps/scheduler/main.js')], {
    env: childEnvironment({ ...environment, NODE_OPTIONS: '' }),
  });
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('no report weekly') });
});

test('`coload report` prints a period and issues nothing', async () => {
  await measure(1);
  const args = ['report', 'daily_operations', '--period', '2026-01-15'];
  const { stdout } = await runCoload(db, [...args, '--format', 'csv']);
  expect(stdout).toMatch(/^Energy and cooling,2026-01-15,alpha,,ipue,.*,1\.5,/m);
  expect((await runCoload(db, [...args, '--format', 'pdf'])).stdout).toMatch(/^%PDF-1\.7\n[^]*%%EOF\n$/);
  const table = await runCoload(db, [...args, '--format', 'table']);
  expect(table.stdout).toContain('Daily operations, 2026-01-15');
  const file = join(folder, 'own.yaml');
  writeFileSync(file, own);
  const preview = await runCoload(db, [
    'report',
    'halls_daily',
    '--definitions',
    file,
    '--period',
    '2026-01-15',
    '--format',
    'table',
  ]);
  expect(preview.stdout).toMatch(/Halls, daily, 2026-01-15.*The shed was rewired in January\..*Interim PUE/s);
  await expect(runCoload(db, ['report', 'daily_operation'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean daily_operations?'),
  });
  await expect(db.store.query('SELECT 1 AS one FROM report_issue', { schema: z.unknown() })).resolves.toEqual([]);
});
