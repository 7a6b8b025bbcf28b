import Table from 'cli-table3';
import { type Report, reports } from '#catalogue';
import { createStatistics } from '#claims';
import { createKpi, readSites } from '#kpi';
import {
  changeText,
  compileReport,
  lastEnded,
  measuredText,
  parseReports,
  periodOf,
  placeText,
  type ReportDocument,
  reportFormatNames,
  reportFormats,
  type Section,
  shown,
  unitText,
} from '#report';
import { nearest, readText, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';

export interface ReportOptions {
  readonly data: string;
  readonly period?: string;
  readonly site?: string;
  /** A file of reports. */
  readonly definitions?: string;
  readonly format?: string;
  readonly json?: boolean;
}

const formats = ['table', ...reportFormatNames] as const;
type Format = (typeof formats)[number];
/** A terminal shows none of these. */
const binary: readonly Format[] = ['pdf', 'xlsx'];

function reportOf(id: string, { definitions }: ReportOptions): Report {
  const ready = reports.map((report) => report.id);
  const own = definitions === undefined ? [] : parseReports(readText(definitions), definitions, ready);
  const all = [...reports, ...own];
  const found = all.find((report) => report.id === id);
  if (found) return found;
  const known = all.map((report) => `  ${report.id}: ${report.about}`).join('\n');
  const hint = nearest(
    id,
    all.map((report) => report.id),
  );
  throw wrong(`There is no report ${id}${hint ? `; did you mean ${hint}?` : ''} There are:\n${known}`);
}

function formatOf(options: ReportOptions): Format {
  const asked = options.format ?? (isMachine(options) ? 'json' : 'table');
  const format = formats.find((each) => each === asked);
  if (!format) throw wrong(`--format: one of ${formats.join(', ')}`);
  if (binary.includes(format) && process.stdout.isTTY) throw wrong(`--format ${format}: add > report.${format}`);
  return format;
}

/** Prints what a report says of a period of a running Coload. Nothing is issued or delivered by it. */
export async function previewReport(id: string, options: ReportOptions): Promise<void> {
  const report = reportOf(id, options);
  const format = formatOf(options);
  await withConnection(options.data, async ({ store }) => {
    const all = await readSites(store);
    const sites = all.filter((site) => options.site === undefined || site.id === options.site);
    const [first] = sites;
    if (!first)
      throw wrong(`--site ${options.site ?? ''}: known are ${all.map((site) => site.id).join(', ') || 'none'}`);
    const now = systemClock.now();
    const period =
      options.period === undefined
        ? lastEnded(report.period, { zone: first.zone, at: '00:00', now })
        : periodOf(report.period, options.period);
    const sources = { kpi: createKpi({ store, clock: systemClock, statistics: createStatistics(store) }), store };
    await print(await compileReport(sources, { report, period, sites, asOf: now }), format);
  });
}

async function print(issue: ReportDocument, format: Format): Promise<void> {
  if (format === 'table') sayTables(issue);
  else process.stdout.write(await reportFormats[format].render(issue));
}

const tableOf = (head: string[], rows: readonly string[][]): string => {
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...rows);
  return table.toString();
};

const claimsTable = ({ rows }: Extract<Section, { kind: 'claims' }>): string =>
  tableOf(
    ['claim', 'reading', 'site', 'measured', 'verdict'],
    rows.map((row) => [row.claim, row.reading ?? '', row.site, measuredText(row), row.verdict ?? '']),
  );

function figuresTable({ columns, rows }: Extract<Section, { kind: 'figures' }>): string {
  const [now = '', ...beside] = columns;
  return tableOf(
    ['figure', 'site', now, ...beside.flatMap((label) => [label, 'change']), 'unit'],
    rows.map(({ title, unit, cells, ...place }) => {
      const [cell, ...others] = cells;
      const compared = others.flatMap((other) => [shown(other.value), changeText(cell, other)]);
      return [title, placeText(place), cell?.reason ?? shown(cell?.value ?? null), ...compared, unitText(unit)];
    }),
  );
}

function sectionText(section: Section): string {
  if (section.kind === 'text') return section.text;
  return section.kind === 'claims' ? claimsTable(section) : figuresTable(section);
}

function sayTables({ title, period, sections, partial, missing }: ReportDocument): void {
  say(`${title}, ${period.label}${missing > 0 ? ` (${missing} figures could not be given)` : ''}`);
  for (const each of partial)
    say(`${each.site}: ${shown(each.share * 100)} % of ${each.period} lies within the measurements`);
  for (const section of sections) {
    say(`\n${section.title}`);
    say(sectionText(section));
  }
}
