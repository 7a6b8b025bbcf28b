import { dimensions, type Grain } from '#catalogue';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import { compile, groupedBy } from './compile.ts';
import { type Group, type GroupKey, groupsOf, keyText, siteKeyText, sumRow } from './groups.ts';
import { planOf, type TablePlan } from './plan.ts';
import { type AllowedSite, defaultThresholds, type KpiQuery, type KpiRow, type Thresholds } from './query.ts';
import { type Known, rowsOf } from './rows.ts';
import { grainMs, nextEdge, type StoredGrain, totalGrain } from './window.ts';

export interface Kpi {
  /**
   * Answers a query: rows in the order of `metrics`, then of time and names. A bucket belongs to the window in which it starts,
   * so that neighbouring windows never count one twice. Throws `QUERY_INVALID` naming the parameter.
   */
  query(query: KpiQuery): Promise<KpiRow[]>;
}

interface KpiOptions {
  readonly store: Pick<Store, 'query'>;
  readonly clock: Clock;
  readonly thresholds?: Thresholds;
  /** Most rows that one answer may have. */
  readonly maxRows?: number;
}

const invalid = (parameter: string, message: string, reason = 'invalid'): PipelineError =>
  new PipelineError('QUERY_INVALID', message, { details: { parameter, reason } });

const latest = 4_294_967_295_000;

function checkWindow({ from, to, grain, metrics }: KpiQuery, maxRows: number): void {
  if (metrics.length === 0) throw invalid('metrics', 'names no metric');
  if (!(from >= 0 && from <= latest)) throw invalid('from', 'is not an instant between 1970 and 2106');
  if (!(to >= 0 && to <= latest)) throw invalid('to', 'is not an instant between 1970 and 2106');
  if (from >= to) throw invalid('to', 'must be after `from`');
  if (grain !== 'total' && (to - from) / grainMs[grain] > maxRows) throw tooLarge(grain, maxRows);
}

const tooLarge = (grain: Grain, maxRows: number): PipelineError =>
  invalid(
    'to',
    `The answer has more than ${maxRows} rows at grain ${grain}: shorten the window, choose a coarser grain or filter`,
    'too_large',
  );

function sitesOf({ sites, filters }: KpiQuery): AllowedSite[] {
  const wanted = filters.site;
  return sites.filter((site) => wanted === undefined || wanted.includes(site.id));
}

/** The one compiler and reader of KPIs. */
export function createKpi({ store, clock, thresholds = defaultThresholds, maxRows = 200_000 }: KpiOptions): Kpi {
  async function read(
    plan: TablePlan,
    query: KpiQuery,
    sites: readonly AllowedSite[],
  ): Promise<{ key: GroupKey; group: Group }[]> {
    const now = clock.now();
    const { by, grain, filters, from, to } = query;
    const filtered = dimensions.filter((dimension) => filters[dimension] !== undefined);
    const zones = [...new Set(sites.map((site) => site.zone))];
    const stored: StoredGrain = grain === 'total' ? totalGrain({ from, to, now }, zones) : grain;
    const params = {
      ...filters,
      site: sites.map((site) => site.id),
      grain: stored,
      from: Math.ceil(from / 1000),
      to: Math.ceil(to / 1000),
      limit: maxRows + 1,
    };
    const rows = await store.query(compile(plan, { by, filtered, grain }), {
      params,
      schema: sumRow,
      ...(query.signal ? { signal: query.signal } : {}),
    });
    if (rows.length > maxRows) throw tooLarge(grain, maxRows);
    const window = grain === 'total' ? { start: nextEdge(from), end: nextEdge(to) } : undefined;
    return groupsOf(rows, plan, { groups: plan.table === 'window' ? ['site'] : groupedBy(by), window });
  }

  async function query(asked: KpiQuery): Promise<KpiRow[]> {
    checkWindow(asked, maxRows);
    const plan = planOf(asked);
    const sites = sitesOf(asked);
    if (sites.length === 0) return [];
    const answers = await Promise.all(plan.tables.map((table) => read(table, asked, sites)));
    const windows = new Map<string, number>();
    const known = new Map<string, Known>();
    answers.forEach((groups, index) => {
      const table = plan.tables[index]?.table;
      for (const { key, group } of groups) {
        if (table === 'window') windows.set(siteKeyText(key), group.sums.get('window') ?? 0);
        else if (table) entryOf(known, key).groups.set(table, group);
      }
    });
    for (const key of silentSites(asked, sites)) entryOf(known, key);
    return rowsOf({ asked, plan, sites, known, windows, thresholds });
  }

  return { query };
}

function entryOf(known: Map<string, Known>, key: GroupKey): Known {
  const text = keyText(key);
  const entry = known.get(text) ?? { key, groups: new Map() };
  known.set(text, entry);
  return entry;
}

/** Sites of which a total is asked get a row even if nothing is there, with the reason. */
function silentSites({ grain, by, from, to }: KpiQuery, sites: readonly AllowedSite[]): GroupKey[] {
  if (grain !== 'total' || by.some((dimension) => dimension !== 'site')) return [];
  return sites.map((site) => ({ site: site.id, start: nextEdge(from), end: nextEdge(to) }));
}
