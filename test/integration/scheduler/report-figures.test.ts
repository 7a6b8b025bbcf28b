import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import { reportDocument } from '#report';
import { pdfPages } from '../../support/pdf.ts';
import { insertRows, rollupRow, startTestApi } from '../api/support.ts';
import {
  hourMs,
  dayMs,
  day,
  sixOf,
  db,
  mailbox,
  folder,
  clock,
  moveTo,
  measure,
  publish,
  scheduled,
  reporter,
  issued,
  figure,
  useReportStack,
} from './report-stack.ts';

useReportStack();

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
