import { aboutTable, columnsOf, type Table, workbookOf } from '#tables';
import { reportRows } from './csv.ts';
import { inputsDigest } from './inputs.ts';
import type { ReportDocument } from './document.ts';
import { instantOf } from './period.ts';

const figureColumns = columnsOf({
  section: ['text'],
  period: ['text'],
  site: ['text'],
  hall: ['text'],
  id: ['text'],
  title: ['text'],
  value: ['number'],
  unit: ['text'],
  low: ['number'],
  high: ['number'],
  threshold: ['number'],
  verdict: ['text'],
  coverage: ['number'],
  quality: ['text'],
  reason: ['text'],
});

/** What the charts show, bucket by bucket. */
const chartsOf = ({ sections }: ReportDocument): Table => ({
  name: 'charts',
  columns: columnsOf({
    metric: ['text'],
    title: ['text'],
    site: ['text'],
    hall: ['text'],
    start: ['instant'],
    value: ['number'],
    unit: ['text'],
    coverage: ['number'],
    quality: ['text'],
  }),
  rows: sections
    .flatMap((section) => (section.kind === 'figures' ? (section.charts ?? []) : []))
    .flatMap(({ metric, title, series }) => series.map((each) => ({ ...each, metric, title })))
    .flatMap(({ points, ...each }) =>
      points.map(({ start, ...point }) => ({ ...each, ...point, start: instantOf(start) })),
    ),
});

const definitionsOf = ({ notes }: ReportDocument): Table => ({
  name: 'definitions',
  columns: columnsOf({ metric: ['text'], title: ['text'], brief: ['text'], unit: ['text'], caveats: ['text'] }),
  rows: notes.map(({ caveats, ...note }) => ({ ...note, caveats: caveats.join(' ') })),
});

const restatedOf = ({ restated }: ReportDocument): Table => ({
  name: 'restated',
  columns: columnsOf({
    section: ['text'],
    metric: ['text'],
    title: ['text'],
    unit: ['text'],
    site: ['text'],
    hall: ['text'],
    was: ['number'],
    is: ['number'],
  }),
  rows: restated.figures,
});

/** An issue as a workbook: its figures and what its charts show, their definitions, what was restated, and what it is of. */
export function reportXlsx(document: ReportDocument): Promise<Buffer> {
  const { title, period, as_of, catalogue, inputs, missing, restated, sites } = document;
  const about = {
    report: `${title}, ${period.label}`,
    as_of,
    definitions: catalogue,
    inputs: inputsDigest(inputs),
    missing: String(missing),
    restated_since: restated.period ?? '',
    ...Object.fromEntries(sites.map(({ id, from, to, zone }) => [`site ${id}`, `${from} to ${to} (${zone})`])),
  };
  const figures: Table = { name: 'figures', columns: figureColumns, rows: reportRows(document) };
  return workbookOf([figures, chartsOf(document), definitionsOf(document), restatedOf(document), aboutTable(about)]);
}
