import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import { z } from 'zod';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { reports } from '#catalogue';
import { compileReport, periodOf, readIssues, type ReportDocument, reportDocument } from '#report';
import { childEnvironment, ManualClock, projectPath, readConfig, silentLogger } from '#runtime';
import { startScheduler } from '../../../apps/scheduler/app.ts';
import { deliveryTo, type Deliver } from '../../../apps/scheduler/channels/index.ts';
import { schedulerConfig } from '../../../apps/scheduler/config.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { Reporter } from '../../../apps/scheduler/reports/reporter.ts';
import { loadReports, parseSchedule } from '../../../apps/scheduler/schedule-file.ts';
import { pdfPages } from '../../support/pdf.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from '../api/support.ts';
import { type Mailbox, startMailbox } from './mailbox.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Midnight of the site; day 0 is the 14th of January. */
const day = (n: number): number => Date.parse('2026-01-14T00:00:00Z') + n * dayMs;
const sixOf = (n: number): number => day(n) + 6 * hourMs;

let db: TestStore;
let mailbox: Mailbox;
let folder: string;
const clock = new ManualClock(sixOf(2));
const moveTo = (ms: number): void => clock.advance(ms - clock.now());

/** A day of which facility and IT energy are measured in some of the hours. */
async function measure(n: number, { hours = 24, facilityJ = 3.6e9 }: { hours?: number; facilityJ?: number } = {}) {
  const ms = hours * hourMs;
  const facts = {
    hall: '',
    window_ms: dayMs,
    expected_ms: dayMs,
    facility_j: facilityJ,
    facility_ms: ms,
    pue_facility_j: facilityJ,
    pue_it_j: 2.4e9,
    pue_ms: ms,
    through: day(n) + dayMs,
  };
  for (const [grain, start, end] of [
    ['day', day(n), day(n + 1)],
    ['15m', day(n + 1) - 900_000, day(n + 1)],
  ] as const)
    await insertRows(db.store, 'rollup_site', [
      rollupRow({ grain, start, end }, { ...facts, version: facilityJ + hours }),
    ]);
}

/** Publishes a day as it stands. */
async function publish(n: number, { edition, knownAt }: { edition: number; knownAt: number }): Promise<void> {
  const rows = `FROM rollup_site FINAL WHERE grain = 'day' AND bucket_start = toDateTime(${day(n) / 1000}, 'UTC')`;
  await db.store.command(`INSERT INTO published_site SELECT ${edition} AS edition, * EXCEPT (version) ${rows}`);
  await db.store.command(
    `INSERT INTO publication (site, grain, bucket_start, bucket_end, edition, known_at)
     SELECT site, grain, bucket_start, bucket_end, ${edition}, fromUnixTimestamp64Milli(${knownAt}) ${rows}`,
  );
}

const scheduled = `
channels:
  - { id: archive, kind: folder, path: FOLDER }
  - { id: board, kind: mail, host: 127.0.0.1, port: PORT, tls: none, from: coload@example.org, to: [board@example.org] }
reports:
  - { report: daily_operations, channels: [archive, board] }
`;

function reporter({ channels = new Map<string, Deliver>(), graceMs = hourMs, entries = scheduled } = {}): Reporter & {
  stop(): Promise<void>;
} {
  const text = entries.replace('FOLDER', folder).replace('PORT', String(mailbox.port));
  const schedule = parseSchedule(text, join(folder, 'schedule.yaml'));
  const lease = new Lease(db.store);
  const made = new Reporter({
    store: db.store,
    lease,
    kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
    clock,
    logger: silentLogger,
    reports: loadReports(schedule, join(folder, 'schedule.yaml')),
    scheduled: schedule.reports,
    channels: new Map([
      ...schedule.channels.flatMap((channel) => {
        const deliver = deliveryTo(channel);
        return deliver ? [[channel.id, deliver] as const] : [];
      }),
      ...channels,
    ]),
    graceMs,
  });
  return Object.assign(made, { stop: () => lease.release() });
}

beforeAll(async () => {
  db = await openTestStore();
  mailbox = await startMailbox();
  await insertRows(db.store, 'register_site', [
    {
      site: 'alpha',
      revision: 1,
      known_at: day(-400),
      zone: 'UTC',
      currency: 'USD',
      power_feed: '',
      chain_feed: '',
      pool_fee: 0,
      digest: 'd',
    },
  ]);
}, 60_000);

afterAll(async () => {
  await mailbox?.stop();
  await db?.stop();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coload-reports-'));
  mailbox.clear();
  moveTo(sixOf(2));
  for (const table of ['rollup_site', 'published_site', 'publication', 'report_issue', 'report_delivery', 'lease'])
    await db.store.command(`TRUNCATE TABLE ${table}`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const issued = (name = '2026-01-15'): ReturnType<typeof reportDocument.parse> =>
  reportDocument.parse(JSON.parse(readFileSync(join(folder, 'daily_operations', `${name}.json`), 'utf8')));

const figure = (metric: string, name?: string): (number | null)[] | undefined =>
  issued(name)
    .sections.flatMap((section) => (section.kind === 'figures' ? section.rows : []))
    .find((row) => row.metric === metric)
    ?.cells.map(({ value }) => value);

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

test('what is under the least coverage is no number but a reason, and the issue says that it is incomplete', async () => {
  await measure(1, { hours: 12 });
  await reporter().run();
  expect(figure('ipue')?.[0]).toBeNull();
  const page = readFileSync(join(folder, 'daily_operations', '2026-01-15.html'), 'utf8');
  expect(page).toContain('coverage 0.500 is below 0.8');
  expect(page).toContain('Incomplete: ');
});

test('a hall is printed with what it has, and not with what it never had', async () => {
  await measure(1);
  const day1 = { grain: 'day', start: day(1), end: day(2) } as const;
  const hall = { hall: 'h1', window_ms: dayMs, expected_ms: dayMs, facility_j: 1.8e9, facility_ms: dayMs };
  await insertRows(db.store, 'rollup_site', [rollupRow(day1, hall)]);
  await reporter().run();
  const halls = issued().sections.find(({ title }) => title === 'Halls');
  const rows = halls?.kind === 'figures' ? halls.rows : [];
  expect(rows.map(({ metric, hall: name, cells }) => [metric, name, cells[0]?.value])).toEqual([
    ['energy_facility', 'h1', 500],
    ['ppue', 'h1', null],
  ]);
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

test('what has changed since the issue before is listed as restated', async () => {
  await measure(1);
  const one = reporter();
  await one.run();
  await measure(1, { facilityJ: 4.8e9 });
  await measure(2);
  moveTo(sixOf(3));
  await one.run();
  const { restated } = issued('2026-01-16');
  expect(restated.period).toBe('2026-01-15');
  expect(restated.figures).toContainEqual(expect.objectContaining({ metric: 'ipue', site: 'alpha', was: 1.5, is: 2 }));
  expect(figure('ipue')).toEqual([1.5, null]);
});

test('figures are those that the API gives as of the issue, and what is published otherwise later is restated in the next', async () => {
  await measure(1);
  await publish(1, { edition: 1, knownAt: sixOf(2) - hourMs });
  // Late readings change the day before the issue, and are published after it.
  await measure(1, { facilityJ: 4.8e9 });
  const one = reporter();
  await one.run();
  await publish(1, { edition: 2, knownAt: sixOf(2) + hourMs });
  await measure(2);
  await publish(2, { edition: 1, knownAt: sixOf(3) - hourMs });
  moveTo(sixOf(3));
  await one.run();
  const api = await startTestApi(db, clock);
  const valuesAsOf = async (asOf: string): Promise<unknown[]> => {
    const query = `metrics=ipue,energy_facility&grain=total&from=2026-01-15&to=2026-01-16&as_of=${asOf}`;
    const answer = (await (await fetch(`${api.url}/v1/query?${query}`)).json()) as { rows: { value: number }[] };
    return answer.rows.map(({ value }) => value);
  };
  const [first, second] = [issued('2026-01-15'), issued('2026-01-16')];
  expect([figure('ipue', '2026-01-15')?.[0], figure('energy_facility', '2026-01-15')?.[0]]).toEqual(
    await valuesAsOf(first.as_of),
  );
  expect(await valuesAsOf(first.as_of)).toEqual([1.5, 1000]);
  expect((await valuesAsOf(second.as_of))[0]).toBe(2);
  await api.stop();
  expect([first.provisional, second.provisional]).toEqual([[], []]);
  expect(second.restated.figures).toContainEqual(expect.objectContaining({ metric: 'ipue', was: 1.5, is: 2 }));
});

test('the month that investors get by mail has, in the PDF and in the workbook, the figures that the API gives as of it', async () => {
  for (let n = -44; n < -13; n++) {
    await measure(n, { facilityJ: 3e9 + n * 1e7 });
    await publish(n, { edition: 1, knownAt: day(-13) + hourMs });
  }
  moveTo(sixOf(-13));
  const entries = scheduled.replace(
    'daily_operations, channels: [archive, board]',
    'monthly_investor, channels: [board]',
  );
  await reporter({ entries }).run();
  // What is published later must not matter.
  await measure(-20, { facilityJ: 9e9 });
  await publish(-20, { edition: 2, knownAt: day(-12) });
  moveTo(sixOf(-11));
  const [mail] = mailbox.mails;
  const attached = (kind: string): Buffer =>
    mail?.attachments.find(({ filename }) => filename === `monthly_investor-2025-12.${kind}`)?.content ??
    Buffer.alloc(0);
  const { as_of: asOf, provisional } = reportDocument.parse(JSON.parse(attached('json').toString()));
  const api = await startTestApi(db, clock);
  const query = `metrics=ipue,energy_facility&grain=total&from=2025-12-01&to=2026-01-01&as_of=${asOf}`;
  const { rows } = (await (await fetch(`${api.url}/v1/query?${query}`)).json()) as {
    rows: { metric: string; value: number }[];
  };
  await api.stop();
  const figures = (await readXlsx(attached('xlsx'))).find(({ sheet }) => sheet === 'figures')?.data ?? [];
  const valueAt = figures[0]?.indexOf('value') ?? -1;
  const text = (await pdfPages(attached('pdf'))).join(' ');
  expect([provisional, rows.map(({ metric }) => metric)]).toEqual([[], ['ipue', 'energy_facility']]);
  for (const { metric, value } of rows) {
    expect(figures.find((cells) => cells.includes(metric) && cells.includes('2025-12'))?.[valueAt]).toBe(value);
    expect(text).toContain(
      Number(value.toPrecision(value > 10_000 ? 5 : 4)).toLocaleString('en', { maximumFractionDigits: 3 }),
    );
  }
}, 60_000);

test('an issue has a digest of what its figures are made of: another where that has changed, and the same where it has not', async () => {
  const report = reports.find(({ id }) => id === 'daily_operations');
  if (!report) throw new Error('no report');
  const sources = {
    store: db.store,
    kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
  };
  const sites = [{ id: 'alpha', zone: 'UTC', currency: 'USD' }];
  const inputs = async () => {
    const asked = { report, sites, asOf: clock.now(), period: periodOf('day', '2026-01-15') };
    return (await compileReport(sources, asked)).inputs;
  };
  await measure(1);
  const first = await inputs();
  expect(first).toEqual([{ site: 'alpha', register: 'd', facts: expect.stringMatching(/^[0-9a-f]+$/) }]);
  await measure(2);
  expect(await inputs()).toEqual(first);
  await measure(1, { facilityJ: 4.8e9 });
  expect((await inputs())[0]?.facts).not.toBe(first[0]?.facts);
});

test('an issue says of which periods not everything was published', async () => {
  await measure(0);
  await publish(0, { edition: 1, knownAt: sixOf(1) });
  await measure(1);
  await reporter().run();
  expect(issued().provisional).toEqual(['2026-01-15']);
  const page = readFileSync(join(folder, 'daily_operations', '2026-01-15.html'), 'utf8');
  expect(page).toContain('Provisional: not everything of 2026-01-15 had been published');
});

test('a verdict that is another than in the issue before is told, and one that is the same is not', async () => {
  const report = reports.find(({ id }) => id === 'thesis_scorecard');
  if (!report) throw new Error('no scorecard');
  const sources = {
    store: db.store,
    kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
  };
  const asked = { report, sites: [{ id: 'alpha', zone: 'UTC', currency: 'USD' }], asOf: clock.now() };
  const october = await compileReport(sources, { ...asked, period: periodOf('month', '2025-10') });
  const rows = october.sections.flatMap((section) => (section.kind === 'claims' ? section.rows : []));
  const [changed] = rows.filter(({ verdict }) => verdict === 'insufficient_data');
  if (changed) changed.verdict = 'supported';
  const november = await compileReport(sources, { ...asked, period: periodOf('month', '2025-11'), former: october });
  const { claim, reading, site } = changed ?? {};
  expect(november.verdicts).toEqual([{ claim, reading, site, was: 'supported', is: 'insufficient_data' }]);
  expect(october.verdicts).toEqual([]);
}, 30_000);

test('an issue is served as it was issued, byte for byte, though its figures are others by now', async () => {
  await measure(1);
  await reporter().run();
  await measure(1, { facilityJ: 4.8e9 });
  const api = await startTestApi(db, clock);
  for (const format of ['html', 'csv', 'xlsx', 'pdf']) {
    const file = readFileSync(join(folder, 'daily_operations', `2026-01-15.${format}`));
    const served = await fetch(`${api.url}/v1/reports/daily_operations/2026-01-15?format=${format}`);
    expect(Buffer.from(await served.arrayBuffer()).equals(file)).toBe(true);
  }
  const list = (await (await fetch(`${api.url}/v1/reports`)).json()) as { reports: unknown[] };
  expect(list.reports).toEqual([
    expect.objectContaining({
      name: 'daily_operations',
      report: 'daily_operations',
      period: '2026-01-15',
      delivered_to: ['archive', 'board'],
      failing: [],
    }),
  ]);
  expect((await fetch(`${api.url}/v1/reports/daily_operations/2026-01-01`)).status).toBe(404);
  await api.stop();
});

test('the PDF has the figures of the workbook and of the API', async () => {
  await measure(0, { facilityJ: 3e9 });
  await measure(1);
  await reporter().run();
  const api = await startTestApi(db, clock);
  const served = async (format: string): Promise<Buffer> => {
    const answer = await fetch(`${api.url}/v1/reports/daily_operations/2026-01-15?format=${format}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const sheets = await readXlsx(await served('xlsx'));
  const query = `${api.url}/v1/query?metrics=ipue,energy_facility&grain=total&from=2026-01-15&to=2026-01-16`;
  const { rows } = (await (await fetch(query)).json()) as { rows: { metric: string; value: number }[] };
  const text = (await pdfPages(await served('pdf'))).join(' ');
  await api.stop();
  const figures = sheets.find(({ sheet }) => sheet === 'figures')?.data ?? [];
  const valueAt = figures[0]?.indexOf('value') ?? -1;
  for (const { metric, value } of rows) {
    const row = figures.find((cells) => cells.includes(metric) && cells.includes('2026-01-15'));
    expect(row?.[valueAt]).toBe(value);
  }
  expect(text).toMatch(/Interim PUE\d+ alpha 1\.5 100 % 1\.25 \+20%/);
  expect(text).toMatch(/Facility energy\d+ alpha kWh 1,000 100 % 833\.3 \+20%/);
});

test('a chart has every hour of the day, with the values of the hours that were measured', async () => {
  await measure(1);
  const hour = (n: number) => ({ grain: 'hour', start: day(1) + n * hourMs, end: day(1) + (n + 1) * hourMs }) as const;
  const facts = { hall: '', window_ms: hourMs, expected_ms: hourMs, facility_j: 3.6e6, facility_ms: hourMs };
  await insertRows(db.store, 'rollup_site', [
    rollupRow(hour(3), facts),
    rollupRow(hour(4), { ...facts, facility_ms: 0.9 * hourMs }),
    rollupRow(hour(5), { ...facts, facility_ms: 0.5 * hourMs }),
  ]);
  await reporter().run();
  const [section] = issued().sections;
  const [chart] = section?.kind === 'figures' ? (section.charts ?? []) : [];
  const points = chart?.series[0]?.points ?? [];
  expect(chart).toMatchObject({ metric: 'energy_facility', grain: 'hour', series: [{ site: 'alpha', unit: 'kWh' }] });
  expect(points).toHaveLength(24);
  expect(points.slice(2, 7).map(({ value, quality }) => [value, quality])).toEqual([
    [null, 'none'],
    [1, 'ok'],
    [1, 'partial'],
    [null, 'insufficient'],
    [null, 'none'],
  ]);
  expect(points[3]?.start).toBe('2026-01-15T03:00:00.000Z');
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

test('a name that another report has had is a problem that says so, and nothing is issued', async () => {
  await measure(1);
  const first = reporter();
  await first.run();
  await first.stop();
  await measure(2);
  moveTo(sixOf(3));
  const entries = scheduled.replace('report: daily_operations', 'report: data_quality, name: daily_operations');
  const other = reporter({ entries });
  await other.run();
  expect(other.problems).toEqual([
    { about: 'daily_operations', error: expect.stringContaining('give the entry another `name`') },
  ]);
  expect(await readIssues(db.store, 10)).toHaveLength(1);
});

test('what was issued before entries had names has the name of its report, and is not issued again', async () => {
  await measure(1);
  await reporter().run();
  const stored = `SELECT report, period, issued_at, missing, restated, digest, document FROM report_issue`;
  await db.store.command(`CREATE TABLE former_issue ENGINE = Memory AS ${stored}`);
  await db.store.command('TRUNCATE TABLE report_issue');
  await db.store.command(
    `INSERT INTO report_issue (report, period, issued_at, missing, restated, digest, document) SELECT * FROM former_issue`,
  );
  await db.store.command('DROP TABLE former_issue');
  await reporter().run();
  expect(await readIssues(db.store, 10)).toEqual([expect.objectContaining({ name: 'daily_operations' })]);
  expect(mailbox.mails).toHaveLength(1);
});

const own = `
reports:
  - id: halls_daily
    title: Halls, daily
    about: What each hall drew.
    period: day
    sections:
      - { kind: text, title: Read first, text: The shed was rewired in January. }
      - kind: figures
        title: Site
        metrics: [ipue, energy_facility]
        beside: [prior]
        charts: [{ metric: energy_facility, grain: hour, kind: bar }]
`;
const scheduledOwn = scheduled
  .replace('report: daily_operations', 'report: halls_daily')
  .concat('definitions: [own.yaml]\n');
const ownIssue = (period: string): ReportDocument =>
  reportDocument.parse(JSON.parse(readFileSync(join(folder, 'halls_daily', `${period}.json`), 'utf8')));

test('a report of a file beside the schedule is issued as those that come with Coload are, in every format', async () => {
  writeFileSync(join(folder, 'own.yaml'), own);
  await measure(0, { facilityJ: 2.88e9 });
  await measure(1);
  const one = reporter({ entries: scheduledOwn });
  await one.run();
  expect(one.problems).toEqual([]);
  const [text, site] = ownIssue('2026-01-15').sections;
  expect(text).toEqual({ kind: 'text', title: 'Read first', text: 'The shed was rewired in January.' });
  const rows = site?.kind === 'figures' ? site.rows : [];
  expect(rows.map(({ metric, cells }) => [metric, ...cells.map(({ value }) => value)])).toEqual([
    ['ipue', 1.5, 1.2],
    ['energy_facility', 1000, 800],
  ]);
  const fileOf = (format: string): Buffer => readFileSync(join(folder, 'halls_daily', `2026-01-15.${format}`));
  expect(fileOf('html').toString()).toContain('The shed was rewired in January.');
  expect((await pdfPages(fileOf('pdf'))).join(' ')).toContain('The shed was rewired in January.');
  expect(fileOf('csv').toString()).toMatch(/^Site,2026-01-15,alpha,,ipue,/m);
});

test('an issue says by its digest that its report was declared otherwise, and what it had issued is still compared', async () => {
  writeFileSync(join(folder, 'own.yaml'), own);
  await measure(1);
  const first = reporter({ entries: scheduledOwn });
  await first.run();
  await first.stop();
  writeFileSync(join(folder, 'own.yaml'), own.replace('[ipue, energy_facility]', '[peak_power]'));
  await measure(1, { facilityJ: 4.32e9 });
  await measure(2);
  moveTo(sixOf(3));
  await reporter({ entries: scheduledOwn }).run();
  const [before, after] = [ownIssue('2026-01-15'), ownIssue('2026-01-16')];
  expect(after.catalogue).not.toBe(before.catalogue);
  expect(after.restated.figures.map(({ metric, was, is }) => [metric, was, is])).toEqual([
    ['ipue', 1.5, 1.8],
    ['energy_facility', 1000, 1200],
  ]);
});

test('figures of a site that the entry has no more are not restated', async () => {
  const report = reports.find(({ id }) => id === 'daily_operations');
  if (!report) throw new Error('no daily operations');
  await measure(1);
  const sources = {
    store: db.store,
    kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
  };
  const asked = { report, sites: [{ id: 'alpha', zone: 'UTC', currency: 'USD' }], asOf: clock.now() };
  const former = await compileReport(sources, { ...asked, period: periodOf('day', '2026-01-15') });
  const [site] = former.sites;
  const [section] = former.sections;
  if (!site || section?.kind !== 'figures') throw new Error('no figures');
  former.sites.push({ ...site, id: 'beta' });
  section.rows.push(...section.rows.map((row) => ({ ...row, site: 'beta' })));
  const next = await compileReport(sources, { ...asked, period: periodOf('day', '2026-01-16'), former });
  expect(next.restated).toEqual({ period: '2026-01-15', figures: [] });
});

test('a report that is of months from now on does not go on where its days ended, and says so', async () => {
  writeFileSync(join(folder, 'own.yaml'), own);
  await measure(1);
  const first = reporter({ entries: scheduledOwn });
  await first.run();
  await first.stop();
  writeFileSync(
    join(folder, 'own.yaml'),
    own.replace('period: day', 'period: month').replace('grain: hour', 'grain: day'),
  );
  moveTo(sixOf(3));
  const other = reporter({ entries: scheduledOwn });
  await other.run();
  expect(other.problems).toEqual([{ about: 'halls_daily', error: expect.stringContaining('each of a day') }]);
  expect(await readIssues(db.store, 10)).toHaveLength(1);
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
