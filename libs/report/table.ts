import { z } from 'zod';
import { type MetricId, metricOf, type PeerTable, type Report } from '#catalogue';
import type { AllowedSite } from '#kpi';
import { compileReport, noCell, type Sources } from './compile.ts';
import { type Cell, type FigureRow, reportDocument } from './document.ts';
import { type Period, yearBefore, before } from './period.ts';

const known = z.number().nullable();

const tableRow = z.object({
  section: z.string(),
  label: z.string(),
  metric: z.string(),
  site: z.string(),
  unit: z.string(),
  value: known.describe('Of the month; null with a reason when it cannot be relied on'),
  prior_month: known,
  mom_percent: known.describe(
    'Change from the prior month, % of it; null where either is not known, or the prior one is 0',
  ),
  prior_year: known.describe('Of the same month a year before'),
  yoy_percent: known,
  coverage: known.describe('Covered ÷ expected time of the month'),
  quality: z.string(),
  reason: z.string().optional(),
  note: z.int().describe('Number of the footnote'),
});

/** A table of a month. */
export const tableDocument = z.object({
  table: z.string(),
  title: z.string(),
  month: z.string().describe('Of site time, such as 2026-10'),
  prior_month: z.string(),
  prior_year: z.string(),
  as_of: z.string().describe('ISO 8601, UTC; figures that were published by then are as they were'),
  rows: z.array(tableRow),
  notes: z.array(
    z.object({
      number: z.int(),
      metric: z.string(),
      unit: z.string(),
      text: z.string().describe('Definition, caveats'),
    }),
  ),
  provisional: z.array(z.string()).describe('Months, whole or a part of them, that were not published by then'),
  partial: reportDocument.shape.partial.describe(
    'Months that are not wholly within the measurements: the share that is',
  ),
});

export type TableDocument = z.output<typeof tableDocument>;
type TableRow = z.output<typeof tableRow>;

interface Asked {
  readonly table: PeerTable;
  readonly month: Period;
  readonly sites: readonly AllowedSite[];
  /** Instead of the lines of the table, in their order. */
  readonly metrics?: readonly MetricId[] | undefined;
  /** UTC ms. */
  readonly asOf: number;
  readonly signal?: AbortSignal;
}

interface Line {
  readonly section: string;
  readonly metric: MetricId;
  readonly label: string;
}

function linesOf(table: PeerTable, metrics: readonly MetricId[] | undefined): Line[] {
  const declared = table.sections.flatMap(({ title, lines }) => lines.map((line) => ({ section: title, ...line })));
  if (metrics === undefined) return declared;
  return metrics.map(
    (metric) =>
      declared.find((line) => line.metric === metric) ?? { section: '', metric, label: metricOf(metric).title },
  );
}

/** The lines as a section of a report, which is read by the same rules. */
const reportOf = ({ id, title, about }: PeerTable, lines: readonly Line[]): Report => ({
  id,
  title,
  about,
  period: 'month',
  sections: [{ kind: 'figures', title, metrics: lines.map(({ metric }) => metric), beside: ['prior', 'prior_year'] }],
});

function changeOf(now: Cell, then: Cell): number | null {
  if (now.value === null || then.value === null || then.value === 0) return null;
  return ((now.value - then.value) / Math.abs(then.value)) * 100;
}

function rowOf({ metric, site, unit, cells }: FigureRow, lines: readonly Line[]): TableRow {
  const at = lines.findIndex((line) => line.metric === metric);
  const { section = '', label = metric } = lines[at] ?? {};
  const [now = noCell, month = noCell, year = noCell] = cells;
  return {
    section,
    label,
    metric,
    site,
    unit,
    value: now.value,
    prior_month: month.value,
    mom_percent: changeOf(now, month),
    prior_year: year.value,
    yoy_percent: changeOf(now, year),
    coverage: now.coverage,
    quality: now.quality,
    ...(now.reason !== undefined && { reason: now.reason }),
    note: at + 1,
  };
}

function noteOf({ metric }: Line, index: number): TableDocument['notes'][number] {
  const { title, brief, display, caveats = [] } = metricOf(metric);
  return { number: index + 1, metric, unit: display.unit, text: [`${title}.`, brief, ...caveats].join(' ') };
}

/** Reads a table of a month, of sites; each figure by the rules of the reports. Errors as of the store. */
export async function compileTable(sources: Sources, asked: Asked): Promise<TableDocument> {
  const { table, month, sites, metrics, asOf, signal } = asked;
  const lines = linesOf(table, metrics);
  const report = reportOf(table, lines);
  const issue = await compileReport(sources, { report, period: month, sites, asOf, ...(signal && { signal }) });
  const [section] = issue.sections;
  return {
    table: table.id,
    title: table.title,
    month: month.label,
    prior_month: before(month).label,
    prior_year: yearBefore(month).label,
    as_of: issue.as_of,
    rows: section?.kind === 'figures' ? section.rows.map((row) => rowOf(row, lines)) : [],
    notes: lines.map(noteOf),
    provisional: issue.provisional,
    partial: issue.partial,
  };
}
