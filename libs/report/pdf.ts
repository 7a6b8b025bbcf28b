import { dateOf } from '#runtime';
import { svgOf } from './chart/draw.ts';
import { drawingsOf } from './chart/layout.ts';
import type { ReportDocument } from './document.ts';
import { fontFiles, fontName } from './fonts.ts';
import { type Block, type BlockOf, blocksOf, type Line, type TableCell, titleOf, type Tone, zonesOf } from './page.ts';
import { instantOf } from './period.ts';
import { type Content, type Definition, pdfmake, type Style, type TableLayout } from './pdfmake.ts';

pdfmake.setFonts({ [fontName]: fontFiles });
// A document reads the files of its font and nothing else, from nowhere.
pdfmake.setLocalAccessPolicy((path) => Object.values<string>(fontFiles).includes(path));
pdfmake.setUrlAccessPolicy(() => false);

/** pt; A4 is 595 wide. */
const margin = { side: 40, top: 54, bottom: 48 };
const contentWidth = 595 - 2 * margin.side;

const tones: Readonly<Record<Tone, Style>> = {
  plain: {},
  small: { fontSize: 7, color: '#5a6675' },
  about: { color: '#5a6675' },
  missing: { color: '#a8401f' },
  warning: { color: '#a8401f', bold: true },
  good: { color: '#1d7a46' },
  bad: { color: '#b3261e' },
  open: { color: '#8a6100' },
};

const styles: Readonly<Record<string, Style>> = {
  ...tones,
  title: { fontSize: 17, bold: true },
  heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] },
  head: { bold: true },
  running: { fontSize: 7, color: '#5a6675' },
  definitions: { fontSize: 7.5, color: '#1c2430' },
};

const layout: TableLayout = {
  hLineWidth: (i, { table }) => (i === 0 ? 0 : i === 1 || i === table.body.length ? 0.8 : 0.4),
  vLineWidth: () => 0,
  hLineColor: (i) => (i === 1 ? '#1c2430' : '#ccd3db'),
  paddingLeft: (i) => (i === 0 ? 0 : 4),
  paddingRight: (i, { table }) => (i === table.widths.length - 1 ? 0 : 4),
  paddingTop: () => 2.5,
  paddingBottom: () => 2.5,
};

const destinationOf = (note: number): string => `definition-${note}`;

function lineContent({ text, tone = 'plain', note }: Line): Content {
  const mark = note === undefined ? [] : [{ text: String(note), sup: true, linkToDestination: destinationOf(note) }];
  return { text: [text, ...mark], style: tone };
}

const cellContent = ({ lines, align }: TableCell): Content => ({
  stack: lines.map(lineContent),
  alignment: align,
  // A number on two lines would be two; a name that is too long for the page may break.
  noWrap: align === 'right',
});

const tableContent = ({ head, rows }: BlockOf<'table'>): Content => ({
  table: {
    headerRows: 1,
    dontBreakRows: true,
    keepWithHeaderRows: 1,
    widths: head.map(({ isLong }) => (isLong ? '*' : 'auto')),
    body: [head.map((cell) => ({ ...cellContent(cell), style: 'head' })), ...rows.map((row) => row.map(cellContent))],
  },
  layout,
});

function chartContent({ chart, caption }: BlockOf<'chart'>, zones: ReadonlyMap<string, string>) {
  const drawings = drawingsOf(chart).map((drawing) => ({ svg: svgOf(drawing, zones), width: contentWidth }));
  return drawings.map((drawing, index): Content => {
    const title: Content[] = index === 0 ? [{ text: chart.title, style: 'head' }] : [];
    const below: Content[] =
      index === drawings.length - 1 ? [{ text: caption, style: 'small', margin: [0, 3, 0, 0] }] : [];
    return { stack: [...title, drawing, ...below], unbreakable: true, margin: [0, 10, 0, 0] };
  });
}

/** Not a list of the library's, which writes the numbers behind the texts, as those who listen to a page would hear. */
const definitionsContent = ({ items }: BlockOf<'definitions'>): Content => ({
  stack: items.map(({ title, text }, index) => ({
    columns: [
      { text: `${index + 1}.`, width: 14 },
      { text: [{ text: title, style: 'head' }, `: ${text}`], id: destinationOf(index + 1) },
    ],
    margin: [0, 0, 0, 2],
  })),
  style: 'definitions',
});

function blockContent(block: Block, zones: ReadonlyMap<string, string>): Content[] {
  if (block.kind === 'heading') return [{ text: block.text, style: 'heading', headlineLevel: 1 }];
  if (block.kind === 'paragraph') return [{ text: block.text, style: block.tone, margin: [0, 2, 0, 2] }];
  if (block.kind === 'table') return [tableContent(block)];
  return block.kind === 'chart' ? chartContent(block, zones) : [definitionsContent(block)];
}

const sitesText = ({ sites }: ReportDocument): string =>
  sites.length > 3 ? `${sites.length} sites` : sites.map(({ id }) => id).join(', ');

function definitionOf(document: ReportDocument): Definition {
  const title = titleOf(document);
  const zones = zonesOf(document);
  const running = (left: string, right: string, top: number): Content => ({
    columns: [{ text: left }, { text: right, alignment: 'right' }],
    style: 'running',
    margin: [margin.side, top, margin.side, 0],
  });
  return {
    pageSize: 'A4',
    pageMargins: [margin.side, margin.top, margin.side, margin.bottom],
    version: '1.7',
    language: 'en',
    displayTitle: true,
    info: {
      title,
      subject: document.about,
      creator: 'Coload',
      producer: 'Coload',
      creationDate: dateOf(instantOf(document.as_of)),
    },
    defaultStyle: { font: fontName, fontSize: 8, color: '#1c2430', lineHeight: 1.15 },
    styles,
    header: (page) => running(page === 1 ? '' : title, sitesText(document), 26),
    footer: (page, pages) => running(`as of ${document.as_of}`, `${page} / ${pages}`, 18),
    content: [{ text: title, style: 'title' }, ...blocksOf(document).flatMap((block) => blockContent(block, zones))],
    // A heading does not end a page.
    pageBreakBefore: ({ headlineLevel }, { getFollowingNodesOnPage }) =>
      headlineLevel === 1 && getFollowingNodesOnPage().length === 0,
  };
}

/** An issue as PDF on A4, its fonts within; the same bytes whenever it is rendered. */
export const reportPdf = (document: ReportDocument): Promise<Buffer> =>
  pdfmake.createPdf(definitionOf(document)).getBuffer();
