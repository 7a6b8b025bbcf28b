import { svgOf } from './chart/draw.ts';
import { type Drawing, drawingsOf } from './chart/layout.ts';
import type { ReportDocument } from './document.ts';
import { h, pageOf, type Part, picture } from './markup.ts';
import { type Block, type BlockOf, blocksOf, type Line, type TableCell, titleOf, type Tone, zonesOf } from './page.ts';

/** Mail clients heed styles only where they stand at the element. */
const styles = {
  body: 'margin:0;padding:24px;background:#ffffff;color:#1c2430;font:14px/1.45 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif',
  page: 'max-width:860px;margin:0 auto',
  h1: 'font-size:22px;margin:0 0 4px',
  h2: 'font-size:16px;margin:28px 0 8px',
  table: 'border-collapse:collapse;width:100%',
  head: 'padding:5px 8px;border-bottom:2px solid #1c2430;font-weight:600;vertical-align:bottom',
  cell: 'padding:5px 8px;border-bottom:1px solid #dfe4ea;vertical-align:top',
  figure: 'margin:18px 0 0',
  note: 'font-size:70%;line-height:0',
  list: 'margin:0;padding-left:22px;font-size:12px;color:#5a6675',
} as const;

const tones: Readonly<Record<Tone, string>> = {
  plain: '',
  small: 'font-size:12px;color:#5a6675',
  about: 'color:#5a6675',
  missing: 'color:#c7512c',
  warning: 'padding:10px 14px;border-left:4px solid #c7512c;background:#fdf1ec',
  good: 'color:#1d7a46',
  bad: 'color:#b3261e',
  open: 'color:#8a6100',
};

/** How a picture of a chart is put on the page. */
export type Picture = (drawing: Drawing, caption: string) => Part;

function linePart({ text, tone = 'plain', note }: Line): Part {
  const content: Part[] = [text, note === undefined ? null : h('sup', { style: styles.note }, String(note))];
  return h('div', tone === 'plain' ? null : { style: tones[tone] }, ...content);
}

const alignment = ({ align, isLong }: TableCell): string =>
  `text-align:${align}${isLong ? '' : ';white-space:nowrap'}${align === 'right' ? ';font-variant-numeric:tabular-nums' : ''}`;

const td = (cell: TableCell): Part =>
  h('td', { style: `${styles.cell};${alignment(cell)}` }, ...cell.lines.map(linePart));

const th = (cell: TableCell): Part =>
  h('th', { style: `${styles.head};${alignment(cell)}`, scope: 'col' }, ...cell.lines.map(({ text }) => text));

const tablePart = ({ head, rows }: BlockOf<'table'>): Part =>
  h(
    'table',
    { style: styles.table },
    h('thead', null, h('tr', null, ...head.map(th))),
    h('tbody', null, ...rows.map((row) => h('tr', null, ...row.map(td)))),
  );

function chartPart({ chart, caption }: BlockOf<'chart'>, pictureOf: Picture): Part {
  const pictures = drawingsOf(chart).map((drawing) => pictureOf(drawing, caption));
  const below = h('figcaption', { style: tones.small }, caption);
  return h('figure', { style: styles.figure }, h('b', null, chart.title), ...pictures, below);
}

function blockPart(block: Block, pictureOf: Picture): Part {
  if (block.kind === 'heading') return h('h2', { style: styles.h2 }, block.text);
  if (block.kind === 'paragraph') return h('p', { style: `margin:6px 0;${tones[block.tone]}` }, block.text);
  if (block.kind === 'table') return tablePart(block);
  if (block.kind === 'chart') return chartPart(block, pictureOf);
  const items = block.items.map(({ title, text }) => h('li', null, h('b', null, title), `: ${text}`));
  return h('ol', { style: styles.list }, ...items);
}

/** An issue as a page whose charts are put there by `pictureOf`. */
export function pageWith(document: ReportDocument, pictureOf: Picture): string {
  const title = titleOf(document);
  const head = h(
    'head',
    null,
    h('meta', { charset: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width' }),
    h('title', null, title),
  );
  const blocks = blocksOf(document).map((block) => blockPart(block, pictureOf));
  const page = h('div', { style: styles.page }, h('h1', { style: styles.h1 }, title), ...blocks);
  return pageOf(h('html', { lang: 'en' }, head, h('body', { style: styles.body }, page)));
}

/** An issue as a page: no scripts, no links to anywhere, the same bytes whenever it is rendered. */
export function htmlOf(document: ReportDocument): string {
  const zones = zonesOf(document);
  return pageWith(document, (drawing, caption) => picture(svgOf(drawing, zones), caption));
}
