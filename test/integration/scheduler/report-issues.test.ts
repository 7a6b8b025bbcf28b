import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { reports } from '#catalogue';
import { compileReport, periodOf, readIssues } from '#report';
import { pdfPages } from '../../support/pdf.ts';
import { startTestApi } from '../api/support.ts';
import {
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
  scheduledOwn,
  ownIssue,
  useReportStack,
} from './report-stack.ts';

useReportStack();

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
