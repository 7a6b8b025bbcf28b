import { csvOf } from '#runtime';
import type { ReportDocument, Section } from './document.ts';

const columns = [
  'section',
  'period',
  'site',
  'hall',
  'id',
  'title',
  'value',
  'unit',
  'low',
  'high',
  'threshold',
  'verdict',
  'coverage',
  'quality',
  'reason',
] as const;

type Row = Readonly<Partial<Record<(typeof columns)[number], string | number | null>>>;

function sectionRows(section: Section, { period }: ReportDocument): Row[] {
  if (section.kind === 'text') return [];
  if (section.kind === 'claims')
    return section.rows.map(({ claim, statement, reading, ...row }) => ({
      section: section.title,
      period: period.label,
      ...row,
      id: claim,
      title: reading ?? statement,
    }));
  return section.rows.flatMap(({ metric, title, unit, site, hall, cells }) =>
    cells.map(({ value, coverage, quality, reason }, index) => ({
      section: section.title,
      period: section.columns[index] ?? '',
      site,
      hall,
      id: metric,
      title,
      value,
      unit,
      coverage,
      quality,
      reason: reason ?? null,
    })),
  );
}

/** The figures and verdicts of an issue, one after the other. */
export const reportRows = (document: ReportDocument): Row[] =>
  document.sections.flatMap((section) => sectionRows(section, document));

/** They as CSV, with all their digits. */
export const reportCsv = (document: ReportDocument): string => csvOf(columns, reportRows(document));
