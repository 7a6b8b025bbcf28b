import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import { dimensionsOf, tables } from '#catalogue';
import { type TableDocument, tableDocument } from '#report';
import { ManualClock } from '#runtime';
import { problemShape } from '../../../apps/api/problem.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from './support.ts';

const dayMs = 86_400_000;
const clock = new ManualClock(Date.parse('2026-10-15T00:00:00Z'));

let db: TestStore;
let api: Api;

/** A month of one measured day at its beginning, in Chicago. */
const firstDay = { '2026-09': '2026-09-01T05:00Z', '2026-08': '2026-08-01T05:00Z', '2025-09': '2025-09-01T05:00Z' };

const facts = (month: keyof typeof firstDay, columns: Record<string, unknown>): Record<string, unknown> => {
  const start = Date.parse(firstDay[month]);
  return rollupRow({ grain: 'day', start, end: start + dayMs }, { hall: '', window_ms: dayMs, ...columns });
};
const used = (kWh: number) => ({ m0_j: kWh * 3_600_000, m0_ms: dayMs });
const paid = (perMWh: number) => ({ cost: perMWh, priced_j: 3_600_000_000, priced_ms: dayMs });

beforeAll(async () => {
  db = await openTestStore();
  const site = { revision: 1, known_at: 0, power_feed: '', chain_feed: '', pool_fee: 0, currency: 'USD' };
  await insertRows(db.store, 'register_site', [
    { ...site, site: '=alpha', zone: 'America/Chicago' },
    { ...site, site: 'beta', zone: 'Europe/Berlin' },
  ]);
  const rows = [
    facts('2026-09', { ...used(300), ...paid(5) }),
    facts('2026-08', { ...used(200), ...paid(-10) }),
    facts('2025-09', used(150)),
  ].map((row) => ({ ...row, site: '=alpha' }));
  for (const row of rows) await insertRows(db.store, 'rollup_site', [row]);
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

async function tableOf(parameters: string): Promise<TableDocument> {
  const response = await fetch(`${api.url}/v1/tables/monthly?${parameters}`);
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(body));
  return tableDocument.parse(body);
}

describe('the monthly table', () => {
  test('has a month beside the one before and that of the year before, and how it has changed', async () => {
    const { rows, ...about } = await tableOf('month=2026-09&site=%3Dalpha');
    expect(about).toMatchObject({ month: '2026-09', prior_month: '2026-08', prior_year: '2025-09' });
    expect(rows.find(({ metric }) => metric === 'energy_m0')).toMatchObject({
      section: 'Power',
      label: 'Energy drawn from the grid',
      unit: 'kWh',
      value: 300,
      prior_month: 200,
      mom_percent: 50,
      prior_year: 150,
      yoy_percent: 100,
      quality: 'ok',
    });
  });

  test('counts a change from below zero as a rise, and has none from what is not known', async () => {
    const { rows } = await tableOf('month=2026-09&site=%3Dalpha&metrics=avg_price_paid');
    expect(rows).toMatchObject([{ value: 5, prior_month: -10, mom_percent: 150, prior_year: null, yoy_percent: null }]);
  });

  test('has the lines that the catalogue declares, in their order, each with its footnote', async () => {
    const { rows, notes } = await tableOf('month=2026-09&site=%3Dalpha');
    const [monthly] = tables;
    const lines = monthly?.sections.flatMap((section) => section.lines) ?? [];
    expect(rows.map(({ label }) => label)).toEqual(lines.map(({ label }) => label));
    expect(rows.map(({ note }) => notes.find(({ number }) => number === note)?.metric)).toEqual(
      rows.map(({ metric }) => metric),
    );
    expect(notes.find(({ metric }) => metric === 'fleet_j_per_th_facility')?.text).toContain('accepted shares');
    expect(rows.find(({ metric }) => metric === 'hashcost')).toMatchObject({ value: null, reason: expect.any(String) });
  });

  test('has a row of each site, of the last month that has ended unless another is named', async () => {
    const { month, rows, partial } = await tableOf('metrics=ipue,energy_m0');
    expect(month).toBe('2026-09');
    expect(rows.map(({ metric, site, label }) => [metric, site, label])).toEqual([
      ['ipue', '=alpha', 'PUE, of the month'],
      ['ipue', 'beta', 'PUE, of the month'],
      ['energy_m0', '=alpha', 'Energy drawn from the grid'],
      ['energy_m0', 'beta', 'Energy drawn from the grid'],
    ]);
    expect(partial.find(({ site, period }) => site === '=alpha' && period === '2026-09')?.share).toBeCloseTo(1 / 30, 2);
  });

  test('is a workbook with numbers and footnotes, and a CSV with formulas disarmed', async () => {
    const path = `${api.url}/v1/tables/monthly?month=2026-09&site=%3Dalpha&metrics=energy_m0`;
    const [values, notes, about] = await readXlsx(
      Buffer.from(await (await fetch(`${path}&format=xlsx`)).arrayBuffer()),
    );
    const [head = [], first = []] = values?.data ?? [];
    expect(Object.fromEntries(head.map((name, at) => [String(name), first[at]]))).toMatchObject({
      site: '=alpha',
      month: '2026-09',
      value: 300,
      mom_percent: 50,
      note: 1,
    });
    expect(notes?.data[1]).toEqual([1, 'energy_m0', 'kWh', expect.stringContaining('settlement meter')]);
    expect(about?.data).toContainEqual(['coload.prior_year', '2025-09']);
    const csv = await (await fetch(`${path}&format=csv`)).text();
    expect(csv.split('\r\n')[1]).toBe(
      "Power,Energy drawn from the grid,energy_m0,'=alpha,2026-09,300,200,50,150,100,kWh,1,ok,,1",
    );
  });

  test.each([
    ['monthly?month=2026-13', 400, 'month'],
    ['monthly?month=September', 400, 'month'],
    ['monthly?metrics=ipu', 400, 'metrics'],
    ['monthly?site=gamma', 400, 'site'],
    ['monthly?as_of=2026-11-01T00:00Z', 400, 'as_of'],
    ['monthly?month=2026-09&site=%3Dalpha&as_of=2026-10-14', 400, 'as_of'],
    ['montly', 404, 'id'],
  ])('%s is refused with %s and names %s', async (path, status, parameter) => {
    const response = await fetch(`${api.url}/v1/tables/${path}`);
    expect([response.status, problemShape.parse(await response.json()).parameter]).toEqual([status, parameter]);
  });

  test('is printed by coload', async () => {
    const args = ['table', 'monthly', '--month', '2026-09', '--site', '=alpha', '--metrics', 'energy_m0'];
    const { stdout } = await runCoload(db, [...args, '--format', 'table']);
    expect(stdout).toMatch(/Energy drawn from the grid \[1\].*300.*200.*\+50 %.*150.*\+100 %.*kWh/);
    expect(stdout).toContain('[1] ');
  });
});

test('a table names each metric once, under one label, and only what a site has', () => {
  for (const { sections } of tables) {
    const lines = sections.flatMap((section) => section.lines);
    for (const names of [lines.map(({ metric }) => metric), lines.map(({ label }) => label)])
      expect(names.length).toBe(new Set(names).size);
    expect(lines.filter(({ metric }) => !dimensionsOf(metric).includes('site'))).toEqual([]);
  }
});
