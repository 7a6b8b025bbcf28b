import type { MetricId } from '#catalogue';
import { PipelineError } from '#runtime';
import type { Store } from '#store';
import { keyText } from './groups.ts';
import type { Kpi } from './kpi.ts';
import { planOf } from './plan.ts';
import { checkPublished } from './published.ts';
import type { KpiQuery, KpiRow } from './query.ts';
import { grainMs } from './window.ts';

/** A row's place in an answer: in the order of the metrics, then of time and names. */
export type Place = Pick<KpiRow, 'metric' | 'site' | 'hall' | 'model' | 'device' | 'start'>;

export interface Page {
  readonly rows: readonly KpiRow[];
  /** The last row, when others follow it. */
  readonly next: Place | null;
}

/** Which page of an answer: so many rows, those after a place. */
export interface AskedPage {
  readonly limit: number;
  readonly after?: Place | undefined;
}

/** Buckets that are read first, to see how many rows one has. */
const firstBuckets = 16;
/** How much more may be read next than was read last: rows may come thicker again. */
const growth = 8;

const isTooLarge = (error: unknown): boolean =>
  error instanceof PipelineError && error.details['reason'] === 'too_large';

const keyOf = ({ start, ...names }: Place): string => keyText({ ...names, start, end: start });

/** How many buckets to read for the rows that are still wanted, as far as the last ones tell. */
function nextBuckets(read: number, found: number, wanted: number): number {
  const needed = found === 0 ? Infinity : Math.ceil((wanted * read) / found);
  return Math.max(1, Math.min(needed, read * growth));
}

/** The rows of one metric after a place, a stretch of time after the other until there are enough. */
async function readMetric(kpi: Kpi, query: KpiQuery, { limit, after }: AskedPage): Promise<KpiRow[]> {
  const { grain, to } = query;
  const isBehind = (row: KpiRow): boolean => after === undefined || keyOf(row) > keyOf(after);
  if (grain === 'total') return (await kpi.query(query)).filter(isBehind).slice(0, limit);
  const rows: KpiRow[] = [];
  let from = after?.start ?? query.from;
  let buckets = firstBuckets;
  while (from < to && rows.length < limit) {
    const end = Math.min(to, from + buckets * grainMs[grain]);
    const part = await kpi.query({ ...query, from, to: end }).catch((error: unknown) => {
      if (!isTooLarge(error) || buckets === 1) throw error;
      return undefined;
    });
    if (part) {
      rows.push(...part.filter(isBehind));
      buckets = nextBuckets(buckets, part.length, limit - rows.length);
      from = end;
    } else buckets = Math.ceil(buckets / growth);
  }
  return rows.slice(0, limit);
}

/**
 * A page of the answer to a query. Pages have the rows of `Kpi.query` in its order, each once, however many there are in all; those of a query as of an
 * instant stay what they are. A total is one bucket, and its rows must be no more than `Kpi.query` gives. Throws as that.
 */
export async function readPage(
  { store, kpi }: { readonly store: Pick<Store, 'query'>; readonly kpi: Kpi },
  query: KpiQuery,
  { limit, after }: AskedPage,
): Promise<Page> {
  planOf(query);
  const { asOf, grain, metrics } = query;
  // The first page is refused already for what the last one would not find.
  if (asOf !== undefined && grain !== 'total') await checkPublished(store, { ...query, asOf, grain });
  const first = after === undefined ? 0 : metrics.indexOf(after.metric);
  const rows: KpiRow[] = [];
  for (const metric of metrics.slice(first)) {
    const wanted = limit + 1 - rows.length;
    if (wanted <= 0) break;
    const own: readonly MetricId[] = [metric];
    const place = metric === after?.metric ? after : undefined;
    rows.push(...(await readMetric(kpi, { ...query, metrics: own }, { limit: wanted, after: place })));
  }
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? last : null };
}
