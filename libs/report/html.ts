import { directionSigns } from '#catalogue';
import type { Cell, ClaimRow, FigureRow, ReportDocument, Section } from './document.ts';
import { changeText, digits, measuredText, percent, placeText, shown, unitText } from './format.ts';
import { h, pageOf, type Part } from './markup.ts';

/** Mail clients heed styles only where they stand at the element. */
const styles = {
  body: 'margin:0;padding:24px;background:#ffffff;color:#1c2430;font:14px/1.45 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif',
  page: 'max-width:860px;margin:0 auto',
  h1: 'font-size:22px;margin:0 0 4px',
  h2: 'font-size:16px;margin:28px 0 8px',
  about: 'margin:0 0 4px;color:#5a6675',
  warning: 'margin:16px 0;padding:10px 14px;border-left:4px solid #c7512c;background:#fdf1ec',
  table: 'border-collapse:collapse;width:100%',
  head: 'text-align:left;padding:5px 8px;border-bottom:2px solid #1c2430;font-weight:600',
  headNumber: 'text-align:right;padding:5px 8px;border-bottom:2px solid #1c2430;font-weight:600',
  cell: 'text-align:left;padding:5px 8px;border-bottom:1px solid #dfe4ea;vertical-align:top',
  place: 'text-align:left;padding:5px 8px;border-bottom:1px solid #dfe4ea;vertical-align:top;white-space:nowrap',
  number:
    'text-align:right;padding:5px 8px;border-bottom:1px solid #dfe4ea;vertical-align:top;white-space:nowrap;font-variant-numeric:tabular-nums',
  missing: 'color:#c7512c',
  small: 'font-size:12px;color:#5a6675',
  list: 'margin:0;padding-left:18px;font-size:12px;color:#5a6675',
} as const;

const verdictColours: Readonly<Record<string, string>> = {
  supported: '#1d7a46',
  contradicted: '#b3261e',
  inconclusive: '#8a6100',
};

const td = (style: string, ...children: Part[]): Part => h('td', { style }, ...children);
const th = (style: string, ...children: Part[]): Part => h('th', { style, scope: 'col' }, ...children);

const table = (head: readonly Part[], rows: readonly Part[]): Part =>
  h('table', { style: styles.table }, h('thead', null, h('tr', null, ...head)), h('tbody', null, ...rows));

/** A figure with its coverage where that is not whole, or why there is none. */
function figure(cell: Cell | undefined): Part {
  if (!cell) return td(styles.number);
  if (cell.value === null)
    return td(styles.number, h('span', { style: styles.missing, title: cell.reason ?? '' }, '–'));
  const coverage =
    cell.quality === 'partial' ? h('div', { style: styles.small }, `${percent(cell.coverage)} covered`) : null;
  return td(styles.number, digits(cell.value), coverage);
}

function figureCells({ title, unit, cells, ...place }: FigureRow): Part[] {
  const [now, ...beside] = cells;
  const reason = now?.value === null && now.reason !== undefined ? h('div', { style: styles.small }, now.reason) : null;
  return [
    td(styles.cell, title, reason),
    td(styles.place, placeText(place)),
    td(styles.cell, unitText(unit)),
    figure(now),
    ...beside.flatMap((then) => [figure(then), td(styles.number, changeText(now, then))]),
  ];
}

function figuresTable({ columns, rows }: Extract<Section, { kind: 'figures' }>): Part {
  const [now = '', ...beside] = columns;
  return table(
    [
      th(styles.head, 'Figure'),
      th(styles.head, 'Site'),
      th(styles.head, 'Unit'),
      th(styles.headNumber, now),
      ...beside.flatMap((label) => [th(styles.headNumber, label), th(styles.headNumber, 'change')]),
    ],
    rows.map((row) => h('tr', null, ...figureCells(row))),
  );
}

function claimCells(row: ClaimRow): Part[] {
  const { claim, statement, reading, site, threshold, direction, verdict } = row;
  const sign = direction === null ? '' : directionSigns[direction as keyof typeof directionSigns];
  const colour = verdictColours[verdict ?? ''] ?? '#5a6675';
  return [
    td(styles.cell, claim),
    td(styles.cell, statement, reading === null ? null : h('div', { style: styles.small }, reading)),
    td(styles.place, site),
    td(styles.number, threshold === null ? '' : `${sign} ${digits(threshold)}`),
    td(styles.cell, measuredText(row)),
    td(`${styles.cell};color:${colour}`, (verdict ?? '').replaceAll('_', ' ')),
  ];
}

const claimsTable = ({ rows }: Extract<Section, { kind: 'claims' }>): Part =>
  table(
    ['Claim', 'Statement', 'Site', 'Claimed', 'Measured', 'Verdict'].map((name) => th(styles.head, name)),
    rows.map((row) => h('tr', null, ...claimCells(row))),
  );

const sectionPart = (section: Section): Part[] => [
  h('h2', { style: styles.h2 }, section.title),
  section.kind === 'figures' ? figuresTable(section) : claimsTable(section),
];

function warningPart({ missing, period }: ReportDocument): Part {
  if (missing === 0) return null;
  const what = missing === 1 ? '1 figure' : `${missing} figures`;
  const text = `Incomplete: ${what} of ${period.label} could not be given, each with its reason below.`;
  return h('p', { style: styles.warning }, text);
}

function partialPart({ partial }: ReportDocument): Part {
  if (partial.length === 0) return null;
  const texts = partial.map(({ site, period, share }) =>
    share === 0
      ? `${site} was not measured in ${period}.`
      : `Only ${percent(share)} of ${period} lies within the measurements of ${site}: sums are of that part.`,
  );
  return h('p', { style: styles.small }, texts.join(' '));
}

function restatedPart({ restated }: ReportDocument): Part[] {
  if (restated.period === null) return [];
  const heading = h('h2', { style: styles.h2 }, `Restated since the issue for ${restated.period}`);
  if (restated.figures.length === 0) return [heading, h('p', { style: styles.about }, 'No figure has changed.')];
  const rows = restated.figures.map(({ title, unit, was, is, ...place }) =>
    h(
      'tr',
      null,
      td(styles.cell, title),
      td(styles.cell, placeText(place)),
      td(styles.cell, unitText(unit)),
      td(styles.number, shown(was)),
      td(styles.number, shown(is)),
    ),
  );
  const head = [
    ...['Figure', 'Site', 'Unit'].map((name) => th(styles.head, name)),
    ...['issued', 'now'].map((name) => th(styles.headNumber, name)),
  ];
  return [heading, table(head, rows)];
}

function verdictsPart({ verdicts, restated }: ReportDocument): Part[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.map(({ claim, reading, site, was, is }) =>
    h(
      'tr',
      null,
      ...[claim, reading ?? ''].map((text) => td(styles.cell, text)),
      td(styles.place, site),
      ...[was, is].map((verdict) => td(styles.cell, (verdict ?? 'none').replaceAll('_', ' '))),
    ),
  );
  const head = ['Claim', 'Reading', 'Site', 'was', 'is'].map((name) => th(styles.head, name));
  return [
    h('h2', { style: styles.h2 }, `Verdicts changed since ${restated.period ?? 'the issue before'}`),
    table(head, rows),
  ];
}

function notesPart({ notes }: ReportDocument): Part[] {
  if (notes.length === 0) return [];
  const items = notes.map(({ title, brief, caveats }) =>
    h('li', null, h('b', null, title), `: ${[brief, ...caveats].join(' ')}`),
  );
  return [h('h2', { style: styles.h2 }, 'Definitions'), h('ul', { style: styles.list }, ...items)];
}

/** An issue as a page that is also a mail: no scripts, no links to anywhere, the same bytes whenever it is rendered. */
export function htmlOf(document: ReportDocument): string {
  const { title, about, period, sites, as_of, catalogue, sections } = document;
  const spans = sites.map(({ id, from, to, zone }) => `${id}: ${from} to ${to} (${zone})`).join(' · ');
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width' }),
      h('title', null, `${title} ${period.label}`),
    ),
    h(
      'body',
      { style: styles.body },
      h(
        'div',
        { style: styles.page },
        h('h1', { style: styles.h1 }, `${title}, ${period.label}`),
        h('p', { style: styles.about }, about),
        h('p', { style: styles.small }, spans),
        warningPart(document),
        partialPart(document),
        ...verdictsPart(document),
        ...sections.flatMap(sectionPart),
        ...restatedPart(document),
        ...notesPart(document),
        h('p', { style: styles.small }, `Figures as of ${as_of}; definitions ${catalogue}.`),
      ),
    ),
  );
  return pageOf(page);
}
