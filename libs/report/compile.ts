import { createHash } from 'node:crypto';
import {
  claims,
  type Comparison,
  type FigureSection,
  isMetricId,
  metricIds,
  type MetricId,
  metricOf,
  type Report,
} from '#catalogue';
import { type Assessment, compareClasses, scoreClaims, usualWindowMs } from '#claims';
import type { AllowedSite, Kpi, KpiRow } from '#kpi';
import { isoOf } from '#runtime';
import type { Store } from '#store';
import type { Cell, Chart, ClaimRow, FigureRow, ReportDocument, Restated, Section } from './document.ts';
import { inputsOf } from './inputs.ts';
import { partialPeriods } from './measured.ts';
import { before, type Period, spanOf, yearBefore } from './period.ts';
import { PublishedFirst } from './published.ts';
import { chartOf } from './series.ts';

/** Where figures come from. */
export interface Sources {
  readonly kpi: Kpi;
  readonly store: Pick<Store, 'query'>;
}

export interface Asked {
  readonly report: Report;
  readonly period: Period;
  readonly sites: readonly AllowedSite[];
  /** UTC ms. */
  readonly asOf: number;
  /** The issue for the period before, to see what has changed since. */
  readonly former?: ReportDocument | undefined;
  readonly signal?: AbortSignal;
}

const periods: Readonly<Record<Comparison, (period: Period) => Period>> = { prior: before, prior_year: yearBefore };

/** What is not there at all. */
export const noCell: Cell = {
  value: null,
  numerator: null,
  denominator: null,
  coverage: null,
  quality: 'none',
  reason: 'nothing of this kind is registered or has reported in the period',
};

const cellOf = ({ value, numerator, denominator, coverage, quality, reason }: KpiRow): Cell => ({
  value,
  numerator,
  denominator,
  coverage,
  quality,
  ...(reason !== undefined && { reason }),
});

const nameOf = ({ metric, site, hall = '' }: Pick<KpiRow, 'metric' | 'site' | 'hall'>): string =>
  `${metric}\0${site}\0${hall}`;

type Reading = Pick<Asked, 'sites' | 'signal'>;

/** What the metrics of a section are in one period, by metric and place. */
async function columnOf(
  figures: PublishedFirst,
  { metrics, by }: Pick<FigureSection, 'metrics' | 'by'>,
  period: Period,
  reading: Reading,
): Promise<Map<string, KpiRow>> {
  const question = { metrics, by: by === undefined ? [] : [by], grain: 'total' as const };
  const answers = await figures.query(question, { ...reading, period });
  return new Map(answers.map((row) => [nameOf(row), row]));
}

async function figuresOf(
  figures: PublishedFirst,
  section: FigureSection,
  asked: Reading & { period: Period },
): Promise<Section> {
  const { period } = asked;
  const columns = [period, ...section.beside.map((comparison) => periods[comparison](period))];
  const answers: Map<string, KpiRow>[] = [];
  for (const column of columns) answers.push(await columnOf(figures, section, column, asked));
  const names = new Map(answers.flatMap((answer) => [...answer]).map(([name, row]) => [name, row]));
  const order = ({ metric, site, hall = '' }: KpiRow): string =>
    `${String(section.metrics.indexOf(metric)).padStart(3, '0')}\0${site}\0${hall}`;
  const known = [...names].toSorted(([, a], [, b]) => (order(a) < order(b) ? -1 : 1));
  const rows = known.map(([name, { metric, site, hall = '', unit }]): FigureRow => {
    const cells = answers.map((answer) => {
      const row = answer.get(name);
      return row ? cellOf(row) : noCell;
    });
    return { metric, title: metricOf(metric).title, unit, site, hall, cells };
  });
  // A hall has no units of a kind that it never had.
  const isThere = ({ hall, cells }: FigureRow): boolean =>
    hall === '' || cells.some(({ coverage }) => coverage !== null);
  const charts: Chart[] = [];
  for (const chart of section.charts ?? []) charts.push(await chartOf(figures, chart, asked));
  return {
    kind: 'figures',
    title: section.title,
    columns: columns.map(({ label }) => label),
    rows: rows.filter(isThere),
    ...(charts.length > 0 && { charts }),
  };
}

const noReading = { title: null, unit: null, threshold: undefined };

const claimRow = (site: string, { claim, reading, isIndicative, interval, ...measured }: Assessment): ClaimRow => {
  const { title, unit, threshold } = reading ?? noReading;
  const { value, verdict, coverage, reason } = measured;
  return {
    claim: claim.id,
    statement: claim.statement,
    site,
    reading: title,
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    unit,
    threshold: threshold?.value ?? null,
    direction: threshold?.direction ?? null,
    verdict,
    indicative: isIndicative,
    coverage,
    reason,
  };
};

async function claimsOf(sources: Sources, title: string, { period, sites, signal }: Asked): Promise<Section> {
  const compare = compareClasses(sources.store, sources.kpi, sites);
  const rows: ClaimRow[] = [];
  for (const site of sites) {
    const { to } = spanOf(period, site.zone);
    const scored = await scoreClaims(sources, claims, {
      site,
      compare,
      from: to - usualWindowMs,
      to,
      ...(signal && { signal }),
    });
    rows.push(...scored.assessments.map((assessment) => claimRow(site.id, assessment)));
  }
  return { kind: 'claims', title, rows };
}

const definitions = JSON.stringify([metricIds.map((id) => [id, metricOf(id)]), claims]);

/** Digest of the report and of every definition that its figures may be made by: a change of one shows in the issue. */
const catalogueVersion = (report: Report): string =>
  createHash('sha256').update(definitions).update(JSON.stringify(report)).digest('hex').slice(0, 12);

const isSame = (was: number | null, is: number | null): boolean =>
  was === is || (was !== null && is !== null && Math.abs(was - is) <= 1e-12 * Math.max(Math.abs(was), Math.abs(is)));

/** What asks for issued rows again: the report that they are of may be declared otherwise by now. */
const questionOf = (rows: readonly FigureRow[]): Pick<FigureSection, 'metrics' | 'by'> => ({
  metrics: [...new Set(rows.map(({ metric }) => metric))].filter(isMetricId),
  ...(rows.some(({ hall }) => hall !== '') && { by: 'hall' }),
});

/** The figures of a former issue that would be others if they were read now. */
async function restatedSince(
  figures: PublishedFirst,
  { sites, signal }: Asked,
  former: ReportDocument,
): Promise<Restated[]> {
  const known = sites.filter(({ id }) => former.sites.some((site) => site.id === id));
  const found: Restated[] = [];
  for (const section of former.sections) {
    if (section.kind !== 'figures') continue;
    const rows = section.rows.filter(({ metric, site }) => isMetricId(metric) && known.some(({ id }) => id === site));
    if (rows.length === 0) continue;
    const asked = { sites: known, ...(signal && { signal }) };
    const now = await columnOf(figures, questionOf(rows), former.period, asked);
    for (const { metric, title, unit, site, hall, cells } of rows) {
      const was = cells[0]?.value ?? null;
      const is = now.get(`${metric}\0${site}\0${hall}`)?.value ?? null;
      if (!isSame(was, is)) found.push({ section: section.title, metric, title, unit, site, hall, was, is });
    }
  }
  return found;
}

/** The period of a report and all that it is printed beside, each once. */
function periodsOf({ sections }: Report, period: Period): Period[] {
  const beside = new Set(sections.flatMap((section) => (section.kind === 'figures' ? section.beside : [])));
  return [period, ...[...beside].map((comparison) => periods[comparison](period))];
}

const readingOf = ({ claim, reading, site }: ClaimRow): string => [claim, reading ?? '', site].join('\0');

/** Verdicts that are others than in a former issue; a reading that it did not have is no change. */
function changedVerdicts(sections: readonly Section[], former: ReportDocument | undefined): ReportDocument['verdicts'] {
  const rowsOf = (all: readonly Section[]): ClaimRow[] =>
    all.flatMap((section) => (section.kind === 'claims' ? section.rows : []));
  const before = new Map(rowsOf(former?.sections ?? []).map((row) => [readingOf(row), row.verdict]));
  return rowsOf(sections).flatMap((row) => {
    const { claim, reading, site, verdict: is } = row;
    const was = before.get(readingOf(row));
    return was === undefined || was === is ? [] : [{ claim, reading, site, was, is }];
  });
}

const noteOf = (id: MetricId): ReportDocument['notes'][number] => {
  const { title, brief, display, caveats = [] } = metricOf(id);
  return { metric: id, title, brief, unit: display.unit, caveats: [...caveats] };
};

const metricsOf = ({ metrics, charts = [] }: FigureSection): MetricId[] => [
  ...metrics,
  ...charts.map(({ metric }) => metric),
];

const missingIn = (section: Section): number =>
  section.kind === 'figures' ? section.rows.filter(({ cells }) => cells[0]?.value === null).length : 0;

/** Reads everything that an issue of a report says. A figure below the least coverage is null with its reason. Errors as of the store. */
export async function compileReport(sources: Sources, asked: Asked): Promise<ReportDocument> {
  const { report, period, sites, asOf, former } = asked;
  const { kpi, store } = sources;
  const figures = new PublishedFirst(kpi, asOf);
  const sections: Section[] = [];
  for (const section of report.sections) {
    if (section.kind === 'figures') sections.push(await figuresOf(figures, section, asked));
    else if (section.kind === 'claims') sections.push(await claimsOf(sources, section.title, asked));
    else sections.push(section);
  }
  const metrics = report.sections.flatMap((section) => (section.kind === 'figures' ? metricsOf(section) : []));
  return {
    report: report.id,
    title: report.title,
    about: report.about,
    period,
    sites: sites.map(({ id, zone, currency }) => {
      const { from, to } = spanOf(period, zone);
      return { id, zone, currency, from: isoOf(from), to: isoOf(to) };
    }),
    as_of: isoOf(asOf),
    catalogue: catalogueVersion(report),
    inputs: await inputsOf(store, period, sites),
    sections,
    notes: [...new Set(metrics)].map(noteOf),
    restated: {
      period: former?.period.label ?? null,
      figures: former ? await restatedSince(figures, asked, former) : [],
    },
    verdicts: changedVerdicts(sections, former),
    partial: await partialPeriods(store, periodsOf(report, period), sites),
    provisional: figures.provisional,
    missing: sections.reduce((sum, section) => sum + missingIn(section), 0),
  };
}
