import { expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import { issue } from '../../test/support/issue.ts';
import { pdfPages } from '../../test/support/pdf.ts';
import type { ReportDocument } from './document.ts';
import { percent, shown } from './format.ts';
import { reportPdf } from './pdf.ts';
import { reportXlsx } from './xlsx.ts';

/** An issue with so many figures that they take more than one page. */
const longIssue: ReportDocument = {
  ...issue,
  sections: issue.sections.map((section) => {
    const [row] = section.kind === 'figures' ? section.rows : [];
    if (section.kind !== 'figures' || !row) return section;
    const many = Array.from({ length: 120 }, (_, n) => ({ ...row, site: `site-${String(n).padStart(3, '0')}` }));
    return { ...section, rows: many };
  }),
};

test('every figure of the workbook stands in the pages, with its unit, its coverage, and the number of its definition', async () => {
  const [pages, sheets] = await Promise.all([reportPdf(issue).then(pdfPages), reportXlsx(issue).then(readXlsx)]);
  const [head = [], ...rows] = sheets.find(({ sheet }) => sheet === 'figures')?.data ?? [];
  const figures = rows.map((row) => Object.fromEntries(head.map((name, index) => [String(name), row[index] ?? ''])));
  const text = pages.join(' ');
  const numbers = new Map(issue.notes.map(({ metric }, index) => [metric, index + 1]));
  const now = figures.filter(({ period }) => period === issue.period.label);
  for (const { id, title, site, hall, value, coverage, reason } of now) {
    const figure = [
      `${String(title)}${numbers.get(String(id))}`,
      reason,
      hall === '' ? site : `${String(site)} / ${String(hall)}`,
    ];
    const cells = [...figure, shown(typeof value === 'number' ? value : null), percent(Number(coverage))];
    expect(text).toContain(cells.filter((cell) => cell !== '').join(' '));
  }
  expect(now).toHaveLength(2);
  expect(text).toContain('1.2 90 % covered +4.2%');
});

test('the pages say what is missing, what was restated, whose verdicts changed, and what the figures mean', async () => {
  const text = (await pdfPages(await reportPdf(issue))).join(' ');
  expect(text).toContain('Incomplete: 1 figure of 2026-10 could not be given');
  expect(text).toContain('Only 50 % of 2026-09 lies within the measurements of alpha');
  expect(text).toContain('Restated since the issue for 2026-09 Figure Site Unit issued now PUE1 alpha 1.19 1.2');
  expect(text).toContain('S2.2 Use alpha supported insufficient data');
  expect(text).toMatch(/Definitions 1\. PUE: Facility over IT\. Not of a year\. 2\. CER: Heat over cooling energy\./);
});

test('a table that goes on has its heading on every page, and every page has its number', async () => {
  const pages = await pdfPages(await reportPdf(longIssue));
  const withRows = pages.filter((page) => /site-\d{3}/.test(page));
  expect(withRows.length).toBeGreaterThan(1);
  for (const page of withRows) expect(page).toContain('Figure Site Unit 2026-10 covered 2026-09 change');
  expect(pages.map((page) => / (\d+) \/ (\d+)\b/.exec(page)?.slice(1))).toEqual(
    pages.map((_, index) => [String(index + 1), String(pages.length)]),
  );
  expect(pages.join(' ').match(/site-\d{3}/g)).toHaveLength(120);
});

test('charts are drawings with their texts, not pictures', async () => {
  const pdf = await reportPdf(issue);
  const text = (await pdfPages(pdf)).join(' ');
  expect(text).toContain('alpha, kWh');
  expect(text).toContain('Facility energy, day by day, in the time of the site.');
  expect(pdf.toString('latin1').includes('/Subtype /Image')).toBe(false);
});

test('an issue is printed to the same bytes again, dated by its figures, with its fonts within', async () => {
  const pdf = await reportPdf(issue);
  await reportPdf(longIssue);
  expect((await reportPdf(issue)).equals(pdf)).toBe(true);
  const text = pdf.toString('latin1');
  expect(text.includes('(D:20261101060000Z)')).toBe(true);
  expect(text.match(/\/FontFile2/g)?.length).toBe(text.match(/\/Type \/FontDescriptor/g)?.length);
});
