import { directionSigns } from '#catalogue';
import { chartText } from './chart/text.ts';
import { inputsDigest } from './inputs.ts';
import type { Cell, Chart, ClaimRow, FigureRow, ReportDocument, Section } from './document.ts';
import { changeText, digits, measuredText, percent, placeText, shown, unitText } from './format.ts';

/** How a text is set. */
export type Tone = 'plain' | 'small' | 'about' | 'missing' | 'warning' | 'good' | 'bad' | 'open';

export interface Line {
  readonly text: string;
  readonly tone?: Tone;
  /** Number of the definition that it refers to, from 1. */
  readonly note?: number;
}

/** What stands in a cell, line by line. */
export interface TableCell {
  readonly lines: readonly Line[];
  readonly align: 'left' | 'right';
  /** Takes the room that is left; others are as wide as their texts. */
  readonly isLong: boolean;
}

/** What a page is made of, from top to bottom, whatever it is printed as. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone: Tone }
  | { readonly kind: 'table'; readonly head: readonly TableCell[]; readonly rows: readonly (readonly TableCell[])[] }
  | { readonly kind: 'chart'; readonly chart: Chart; readonly caption: string }
  | { readonly kind: 'definitions'; readonly items: readonly { readonly title: string; readonly text: string }[] };

export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

const heading = (text: string): Block => ({ kind: 'heading', text });
const paragraph = (text: string, tone: Tone): Block => ({ kind: 'paragraph', text, tone });

const cellOf = (align: TableCell['align'], isLong: boolean, ...lines: (Line | string)[]): TableCell => ({
  align,
  isLong,
  lines: lines.map((line) => (typeof line === 'string' ? { text: line } : line)).filter(({ text }) => text !== ''),
});
const long = (...lines: (Line | string)[]): TableCell => cellOf('left', true, ...lines);
const short = (...lines: (Line | string)[]): TableCell => cellOf('left', false, ...lines);
const number = (...lines: (Line | string)[]): TableCell => cellOf('right', false, ...lines);
const small = (text: string): Line => ({ text, tone: 'small' });

const noted = ({ metric, title }: Pick<FigureRow, 'metric' | 'title'>, { notes }: ReportDocument): Line => {
  const at = notes.findIndex((note) => note.metric === metric);
  return at < 0 ? { text: title } : { text: title, note: at + 1 };
};

const valueLine = ({ value }: Cell): Line =>
  value === null ? { text: '–', tone: 'missing' } : { text: digits(value) };

/** A figure of another period, with its coverage where that is not whole. */
function besideCell(cell: Cell): TableCell {
  return cell.quality === 'partial'
    ? number(valueLine(cell), small(`${percent(cell.coverage)} covered`))
    : number(valueLine(cell));
}

function figureCells(row: FigureRow, document: ReportDocument): TableCell[] {
  const [now, ...beside] = row.cells;
  const reason = now?.value === null ? (now.reason ?? '') : '';
  return [
    long(noted(row, document), small(reason)),
    short(placeText(row)),
    short(unitText(row.unit)),
    now ? number(valueLine(now)) : number(),
    number({ text: percent(now?.coverage ?? null), tone: now?.quality === 'ok' ? 'small' : 'missing' }),
    ...beside.flatMap((then) => [besideCell(then), number(changeText(now, then))]),
  ];
}

function figuresTable({ columns, rows }: Extract<Section, { kind: 'figures' }>, document: ReportDocument): Block {
  const [now = '', ...beside] = columns;
  return {
    kind: 'table',
    head: [
      long('Figure'),
      short('Site'),
      short('Unit'),
      number(now),
      number('covered'),
      ...beside.flatMap((label) => [number(label), number('change')]),
    ],
    rows: rows.map((row) => figureCells(row, document)),
  };
}

const tones: Readonly<Record<string, Tone>> = { supported: 'good', contradicted: 'bad', inconclusive: 'open' };
const verdictText = (verdict: string | null): string => (verdict ?? '').replaceAll('_', ' ');

function claimCells(row: ClaimRow): TableCell[] {
  const { claim, statement, reading, site, threshold, direction, verdict, coverage } = row;
  const sign = direction === null ? '' : directionSigns[direction as keyof typeof directionSigns];
  return [
    short(claim),
    long(statement, small(reading ?? '')),
    short(site),
    number(threshold === null ? '' : `${sign} ${digits(threshold)}`),
    long(measuredText(row)),
    number(small(percent(coverage))),
    short({ text: verdictText(verdict), tone: tones[verdict ?? ''] ?? 'about' }),
  ];
}

const claimsTable = ({ rows }: Extract<Section, { kind: 'claims' }>): Block => ({
  kind: 'table',
  head: [
    short('Claim'),
    long('Statement'),
    short('Site'),
    number('Claimed'),
    long('Measured'),
    number('covered'),
    short('Verdict'),
  ],
  rows: rows.map(claimCells),
});

function sectionBlocks(section: Section, document: ReportDocument): Block[] {
  if (section.kind === 'claims') return [heading(section.title), claimsTable(section)];
  if (section.kind === 'text')
    return [heading(section.title), ...section.text.split(/\n\s*\n/).map((text) => paragraph(text, 'plain'))];
  const charts = (section.charts ?? []).map((chart): Block => ({ kind: 'chart', chart, caption: chartText(chart) }));
  return [heading(section.title), figuresTable(section, document), ...charts];
}

function warning({ missing, period }: ReportDocument): Block[] {
  if (missing === 0) return [];
  const what = missing === 1 ? '1 figure' : `${missing} figures`;
  return [
    paragraph(`Incomplete: ${what} of ${period.label} could not be given, each with its reason below.`, 'warning'),
  ];
}

function partialBlock({ partial }: ReportDocument): Block[] {
  if (partial.length === 0) return [];
  const texts = partial.map(({ site, period, share }) =>
    share === 0
      ? `${site} was not measured in ${period}.`
      : `Only ${percent(share)} of ${period} lies within the measurements of ${site}: sums are of that part.`,
  );
  return [paragraph(texts.join(' '), 'small')];
}

function provisionalBlock({ provisional }: ReportDocument): Block[] {
  if (provisional.length === 0) return [];
  const text = `Provisional: not everything of ${provisional.join(', ')} had been published when the figures were read.`;
  return [paragraph(text, 'small')];
}

function restatedBlocks(document: ReportDocument): Block[] {
  const { restated } = document;
  if (restated.period === null) return [];
  const title = heading(`Restated since the issue for ${restated.period}`);
  if (restated.figures.length === 0) return [title, paragraph('No figure has changed.', 'about')];
  const rows = restated.figures.map((figure) => [
    long(noted(figure, document)),
    short(placeText(figure)),
    short(unitText(figure.unit)),
    number(shown(figure.was)),
    number(shown(figure.is)),
  ]);
  const head = [long('Figure'), short('Site'), short('Unit'), number('issued'), number('now')];
  return [title, { kind: 'table', head, rows }];
}

function verdictBlocks({ verdicts, restated }: ReportDocument): Block[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.map(({ claim, reading, site, was, is }) => [
    short(claim),
    long(reading ?? ''),
    short(site),
    short(verdictText(was ?? 'none')),
    short(verdictText(is ?? 'none')),
  ]);
  const head = [short('Claim'), long('Reading'), short('Site'), short('was'), short('is')];
  return [heading(`Verdicts changed since ${restated.period ?? 'the issue before'}`), { kind: 'table', head, rows }];
}

function definitions({ notes }: ReportDocument): Block[] {
  if (notes.length === 0) return [];
  const items = notes.map(({ title, brief, caveats }) => ({ title, text: [brief, ...caveats].join(' ') }));
  return [heading('Definitions'), { kind: 'definitions', items }];
}

/** The title of an issue. */
export const titleOf = ({ title, period }: ReportDocument): string => `${title}, ${period.label}`;

/** The zone of each site. */
export const zonesOf = ({ sites }: ReportDocument): ReadonlyMap<string, string> =>
  new Map(sites.map(({ id, zone }) => [id, zone]));

/** Everything that is printed of an issue below its title. */
export function blocksOf(document: ReportDocument): Block[] {
  const { about, sites, as_of, catalogue, inputs, sections } = document;
  const spans = sites.map(({ id, from, to, zone }) => `${id}: ${from} to ${to} (${zone})`).join(' · ');
  return [
    paragraph(about, 'about'),
    paragraph(spans, 'small'),
    ...warning(document),
    ...partialBlock(document),
    ...provisionalBlock(document),
    ...verdictBlocks(document),
    ...sections.flatMap((section) => sectionBlocks(section, document)),
    ...restatedBlocks(document),
    ...definitions(document),
    paragraph(`Figures as of ${as_of}; definitions ${catalogue}; inputs ${inputsDigest(inputs)}.`, 'small'),
  ];
}
