import { expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import { type ReportDocument, reportDocument } from './document.ts';
import { htmlOf } from './html.ts';
import { reportCsv } from './csv.ts';
import { reportXlsx } from './xlsx.ts';

const cell = { numerator: 1, denominator: 2, coverage: 1, quality: 'ok' };

const issue: ReportDocument = {
  report: 'monthly_investor',
  title: 'Monthly operating figures',
  about: 'A month.',
  period: { kind: 'month', label: '2026-10' },
  sites: [{ id: 'alpha', zone: 'UTC', currency: 'USD', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }],
  as_of: '2026-11-01T06:00:00Z',
  catalogue: 'abc',
  sections: [
    {
      kind: 'figures',
      title: 'Power',
      columns: ['2026-10', '2026-09'],
      rows: [
        {
          metric: 'ipue',
          title: 'PUE',
          unit: '1',
          site: '<b>alpha',
          hall: '',
          cells: [
            { ...cell, value: 1.25 },
            { ...cell, value: 1.2, quality: 'partial', coverage: 0.9 },
          ],
        },
        {
          metric: 'cer',
          title: 'CER',
          unit: '1',
          site: 'alpha',
          hall: '=1+1',
          cells: [
            { ...cell, value: null, quality: 'insufficient', reason: 'coverage 0.512 is below 0.8' },
            { ...cell, value: 5 },
          ],
        },
      ],
    },
  ],
  notes: [{ metric: 'ipue', title: 'PUE', brief: 'Facility over IT.', unit: '1', caveats: [] }],
  restated: {
    period: '2026-09',
    figures: [
      { section: 'Power', metric: 'ipue', title: 'PUE', unit: '1', site: 'alpha', hall: '', was: 1.19, is: 1.2 },
    ],
  },
  verdicts: [{ claim: 'S2.2', reading: 'Use', site: 'alpha', was: 'supported', is: 'insufficient_data' }],
  partial: [{ site: 'alpha', period: '2026-09', share: 0.5 }],
  missing: 1,
};

test('the page says what is missing and why, what was restated, and never a number without coverage', () => {
  const page = htmlOf(issue);
  expect(page).toContain('Incomplete: 1 figure of 2026-10 could not be given');
  expect(page).toContain('coverage 0.512 is below 0.8');
  expect(page).toContain('90 % covered');
  expect(page).toContain('+4.2%');
  expect(page).toContain('Only 50 % of 2026-09 lies within the measurements of alpha');
  expect(page).toMatch(/Verdicts changed since 2026-09.*S2\.2.*supported.*insufficient data/s);
  expect(page).toMatch(/Restated since the issue for 2026-09.*1\.19.*1\.2/s);
});

test('names from the register cannot become markup, and no formula in a spreadsheet', () => {
  expect(htmlOf(issue)).toContain('&lt;b&gt;alpha');
  expect(reportCsv(issue)).toContain(`,'=1+1,`);
});

test('an issue that is read back from its text is rendered to the same bytes', () => {
  const again = reportDocument.parse(JSON.parse(JSON.stringify(issue)));
  expect(htmlOf(again)).toBe(htmlOf(issue));
  expect(reportCsv(again)).toBe(reportCsv(issue));
});

test('every figure is in the CSV with all its digits', () => {
  const lines = reportCsv(issue).split('\r\n');
  expect(lines[1]).toBe('Power,2026-10,<b>alpha,,ipue,PUE,1.25,1,,,,,1,ok,');
  expect(lines[3]).toBe(`Power,2026-10,alpha,'=1+1,cer,CER,,1,,,,,1,insufficient,coverage 0.512 is below 0.8`);
});

test('the workbook has the figures as numbers, and says nothing of when it was written', async () => {
  const book = await reportXlsx(issue);
  const sheets = await readXlsx(book);
  const [head = [], first = []] = sheets.find(({ sheet }) => sheet === 'figures')?.data ?? [];
  const figure = Object.fromEntries(head.map((name, index) => [String(name), first[index]]));
  expect(figure).toMatchObject({ id: 'ipue', value: 1.25, coverage: 1, low: null });
  // Time and date of the first file of the zip.
  expect(book.readUInt32LE(10)).toBe(0x0021_0000);
  expect((await reportXlsx(issue)).equals(book)).toBe(true);
});
