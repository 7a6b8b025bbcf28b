import { expect, test } from '@jest/globals';
import readXlsx from 'read-excel-file/node';
import { issue } from '../../test/support/issue.ts';
import { reportDocument } from './document.ts';
import { htmlOf } from './html.ts';
import { reportCsv } from './csv.ts';
import { mailOf } from './mail.ts';
import { reportXlsx } from './xlsx.ts';

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

test('the page has its charts in it, with what they show in words', () => {
  const page = htmlOf(issue);
  expect(page.match(/<svg role="img" aria-label="[^"]+"/g)).toEqual([
    '<svg role="img" aria-label="PUE, day by day, in the time of the site. 1 value is from measurements of a part of the time: hollow marks. 2 values are not known: grey."',
    expect.stringContaining('Each has an axis of its own.'),
  ]);
});

test('a mail has its charts as pictures that come with it, each with what it shows in words', () => {
  const { html, pictures } = mailOf(issue);
  expect(html).not.toContain('<svg');
  for (const { cid, png } of pictures) {
    expect(html).toMatch(new RegExp(`<img src="cid:${cid}" alt="[^"]+" width="760" height="\\d+"`));
    // Signature of PNG, then its width in the first chunk: two dots per px.
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(1520);
  }
  expect(pictures).toHaveLength(2);
  expect(mailOf(issue)).toEqual({ html, pictures });
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
  const points = sheets.find(({ sheet }) => sheet === 'charts')?.data ?? [];
  expect(points).toHaveLength(1 + 6 + 2 * 6);
  expect(points[2]).toEqual(expect.arrayContaining(['ipue', '<b>alpha', 1.2]));
  // Time and date of the first file of the zip.
  expect(book.readUInt32LE(10)).toBe(0x0021_0000);
  expect((await reportXlsx(issue)).equals(book)).toBe(true);
});
