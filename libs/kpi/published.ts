import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isoOf, PipelineError, projectPath } from '#runtime';
import type { Store } from '#store';
import type { Plan } from './plan.ts';
import type { AllowedSite, KpiQuery } from './query.ts';
import { grainMs, latestMs, type StoredGrain, totalGrain } from './window.ts';

const statement = readFileSync(projectPath('libs/kpi/sql/published.sql'), 'utf8');
const siteRow = z.object({
  site: z.string(),
  first_s: z.number(),
  from_s: z.number(),
  until_s: z.number(),
  hole_s: z.number(),
});
type Extent = Omit<z.output<typeof siteRow>, 'site'>;

const refusal = (parameter: string, message: string): PipelineError =>
  new PipelineError('QUERY_INVALID', `${parameter}: ${message}`, { details: { parameter } });
const invalid = (message: string): PipelineError => refusal('as_of', message);

const onlyDays = 'of what is read by device only days and months are published';

/** Refuses, under the name of a parameter, a grain that nothing is published of. */
export function checkGrain(grain: StoredGrain, plan: Plan, parameter: string): void {
  if (isOfUnits(plan) && grain !== 'day' && grain !== 'month')
    throw refusal(parameter, `${onlyDays}: choose one of these grains`);
}

const isOfUnits = ({ tables }: Plan): boolean => tables.some(({ table }) => table === 'asic' || table === 'gpu');

/** The grain of published rows that answers a question. Throws `QUERY_INVALID` saying what to ask instead where there is none. */
export function publishedGrain({ grain, from, to }: KpiQuery, plan: Plan, sites: readonly AllowedSite[]): StoredGrain {
  if (grain !== 'total') {
    checkGrain(grain, plan, 'as_of');
    return grain;
  }
  const zones = [...new Set(sites.map(({ zone }) => zone))];
  const stored = totalGrain({ from, to, now: Infinity }, zones, plan.isOfMonths);
  if (stored === 'day' || stored === 'month' || !isOfUnits(plan)) return stored;
  throw invalid(`${onlyDays}, and a total is made of days: let \`from\` and \`to\` be midnights of the sites`);
}

/** The first instant of a span that is not published, s; undefined when all is. Before the first that ever was published nothing is missing. */
function gapOf(
  { first_s, from_s, until_s, hole_s }: Extent,
  { from, to }: { from: number; to: number },
): number | undefined {
  const start = Math.max(from, first_s);
  if (start >= to) return undefined;
  if (until_s === 0 || from_s > start) return start;
  const end = hole_s > 0 ? hole_s : until_s;
  return end < to ? end : undefined;
}

/** The windows that a question is about. */
export interface PublishedSpan {
  readonly asOf: number;
  readonly from: number;
  readonly to: number;
  readonly grain: StoredGrain;
  readonly sites: readonly Pick<AllowedSite, 'id'>[];
  readonly signal?: AbortSignal | undefined;
}

/** Refuses a question about windows that were not published by the instant asked for: nobody could know their values then. */
export async function checkPublished(store: Pick<Store, 'query'>, asked: PublishedSpan): Promise<void> {
  const { asOf, grain, sites, signal } = asked;
  const span = { from: Math.ceil(asked.from / 1000), to: Math.ceil(asked.to / 1000) };
  const params = { ...span, grain, site: sites.map(({ id }) => id), as_of: asOf };
  const rows = await store.query(statement, { params, schema: siteRow, ...(signal && { signal }) });
  for (const { id } of sites) {
    const row = rows.find(({ site }) => site === id);
    if (!row) throw invalid(`nothing of ${id} has been published yet; ask without as_of for what is known now`);
    const gap = gapOf(row, span);
    if (gap === undefined) continue;
    throw invalid(
      `by ${isoOf(asOf)} each ${grain} of ${id} was published up to ${isoOf(gap * 1000)}: ` +
        'let the window end there, or ask without as_of for what is known now',
    );
  }
}

const throughRow = z.object({ site: z.string(), through_s: z.number() });

/**
 * Up to when hours of sites have been published, UTC ms: values of what ended by then are final, though they may be restated. What was published
 * by `from` is not looked for: a site of which no more was has no entry.
 */
export async function readPublishedThrough(
  store: Pick<Store, 'query'>,
  { sites, from, signal }: Pick<KpiQuery, 'sites' | 'from' | 'signal'>,
): Promise<ReadonlyMap<string, number>> {
  const first = Math.floor(Math.min(Math.max(from - grainMs.hour, 0), latestMs) / 1000);
  const rows = await store.query(
    "SELECT site, toUnixTimestamp(max(bucket_end)) AS through_s FROM publication WHERE site IN {site:Array(String)} AND grain = 'hour' AND bucket_start >= toDateTime({first:UInt32}, 'UTC') GROUP BY site",
    { params: { site: sites.map(({ id }) => id), first }, schema: throughRow, ...(signal && { signal }) },
  );
  return new Map(rows.map(({ site, through_s }) => [site, through_s * 1000]));
}
