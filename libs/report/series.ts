import { type Chart as Declared, metricOf } from '#catalogue';
import type { AllowedSite, KpiRow } from '#kpi';
import { groupBy, isoOf } from '#runtime';
import type { Chart, Point, Series } from './document.ts';
import type { PublishedFirst } from './published.ts';
import { type Period, startsOf } from './period.ts';

interface Asked {
  readonly period: Period;
  readonly sites: readonly AllowedSite[];
  readonly signal?: AbortSignal;
}

const noPoint = { value: null, coverage: null, quality: 'none' };

function pointsOf(rows: readonly KpiRow[], starts: readonly number[]): Point[] {
  const byStart = new Map(rows.map((row) => [row.start, row]));
  return starts.map((start) => {
    const { value, coverage, quality } = byStart.get(start) ?? noPoint;
    return { start: isoOf(start), value, coverage, quality };
  });
}

/** The series of one site: its own, also when nothing is known of it, or those of its halls that were ever measured. */
function seriesOf(
  rows: readonly KpiRow[],
  { metric, grain, by }: Declared,
  site: AllowedSite,
  period: Period,
): Series[] {
  const starts = startsOf(period, grain, site.zone);
  const unit = metricOf(metric).display.unit.replace('{currency}', site.currency);
  if (by === undefined) return [{ site: site.id, hall: '', unit, points: pointsOf(rows, starts) }];
  const measured = rows.filter(({ coverage }) => coverage !== null);
  return [...groupBy(measured, ({ hall = '' }) => hall)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([hall, own]) => ({ site: site.id, hall, unit, points: pointsOf(own, starts) }));
}

/** What a chart shows of a period. Errors as of the store. */
export async function chartOf(figures: PublishedFirst, declared: Declared, asked: Asked): Promise<Chart> {
  const { period, sites } = asked;
  const { metric, grain, by, kind } = declared;
  const question = { metrics: [metric], by: by === undefined ? [] : [by], grain };
  const answers = await figures.query(question, asked);
  const rows = groupBy(answers, ({ site }) => site);
  const series = sites.flatMap((site) => seriesOf(rows.get(site.id) ?? [], declared, site, period));
  return { metric, title: metricOf(metric).title, grain, kind, series };
}
