import { dimensions, type Grain } from '#catalogue';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import { compile, groupedBy } from './compile.ts';
import { type Group, type GroupKey, groupsOf, keyText, siteKeyText } from './groups.ts';
import { type Plan, planOf, type TablePlan } from './plan.ts';
import { type AllowedSite, defaultThresholds, type KpiQuery, type KpiRow, type Thresholds } from './query.ts';
import { checkPublished, publishedGrain } from './published.ts';
import { type Known, rowsOf } from './rows.ts';
import { readStatistics, type Statistics } from './statistics.ts';
import { grainMs, latestMs, nextEdge, type StoredGrain, totalGrain } from './window.ts';

export interface Kpi {
  /**
   * Answers a query: rows in the order of `metrics`, then of time and names. A bucket belongs to the window in which it starts,
   * so that neighbouring windows never count one twice. Throws `QUERY_INVALID` naming the parameter, of `asOf` also when something of the window
   * was not published by then.
   */
  query(query: KpiQuery): Promise<KpiRow[]>;
}

interface KpiOptions {
  readonly store: Pick<Store, 'query' | 'queryColumns'>;
  readonly clock: Clock;
  /** What works out the metrics that are no sums; `createStatistics` of `libs/claims`. */
  readonly statistics: Statistics;
  readonly thresholds?: Thresholds;
  /** Most rows that one answer may have. */
  readonly maxRows?: number;
}

const invalid = (parameter: string, message: string, reason = 'invalid'): PipelineError =>
  new PipelineError('QUERY_INVALID', message, { details: { parameter, reason } });

/** How often, and after what pause, tables are read again that were read across a recompute. */
const attempts = 20;
const againMs = 100;

/** The rows that a question is answered from. */
interface Reading {
  readonly query: KpiQuery;
  readonly sites: readonly AllowedSite[];
  readonly stored: StoredGrain;
}

type TableGroups = readonly { readonly key: GroupKey; readonly group: Group }[];

function checkWindow({ from, to, grain, metrics }: KpiQuery, maxRows: number): void {
  if (metrics.length === 0) throw invalid('metrics', 'names no metric');
  if (!(from >= 0 && from <= latestMs)) throw invalid('from', 'is not an instant between 1970 and 2106');
  if (!(to >= 0 && to <= latestMs)) throw invalid('to', 'is not an instant between 1970 and 2106');
  if (from >= to) throw invalid('to', 'must be after `from`');
  if (grain !== 'total' && (to - from) / grainMs[grain] > maxRows) throw tooLarge(grain, maxRows);
}

const tooLarge = (grain: Grain, maxRows: number): PipelineError => {
  const ways =
    grain === 'total'
      ? 'filter'
      : 'shorten the window, choose a coarser grain, filter, or ask page by page with `limit`';
  return invalid('to', `The answer has more than ${maxRows} rows at grain ${grain}: ${ways}`, 'too_large');
};

/** Units of which a window knows nothing are groups of the statement, though no rows of its answer. */
const settingsOf = (maxRows: number) => ({
  max_rows_to_group_by: String(4 * maxRows),
  group_by_overflow_mode: 'throw' as const,
  // Sums are read as numbers: as text each would be made a text first.
  output_format_json_quote_64bit_integers: 0 as const,
  output_format_json_quote_decimals: 0 as const,
});

const [tooManyGroups, memoryLimit] = [158, 241];

/** Whether the store gave up on a statement for its size. */
const isExhausted = (error: unknown): boolean =>
  error instanceof PipelineError && [tooManyGroups, memoryLimit].includes(Number(error.details['clickhouseCode']));

function sitesOf({ sites, filters }: KpiQuery): AllowedSite[] {
  const wanted = filters.site;
  return sites.filter((site) => wanted === undefined || wanted.includes(site.id));
}

/** The one compiler and reader of KPIs. */
export function createKpi({
  store,
  clock,
  statistics,
  thresholds = defaultThresholds,
  maxRows = 200_000,
}: KpiOptions): Kpi {
  /** Finds the rows to answer from; refuses those that are not to be had. */
  async function readingOf(query: KpiQuery, plan: Plan, sites: readonly AllowedSite[]): Promise<Reading> {
    const { grain, from, to, asOf } = query;
    const now = clock.now();
    if (asOf !== undefined) {
      if (!(asOf >= 0 && asOf <= now)) throw invalid('as_of', 'as_of: is not an instant of the past');
      const stored = publishedGrain(query, plan, sites);
      await checkPublished(store, { asOf, from, to, sites, grain: stored, signal: query.signal });
      return { query, sites, stored };
    }
    const zones = [...new Set(sites.map((site) => site.zone))];
    return { query, sites, stored: grain === 'total' ? totalGrain({ from, to, now }, zones, plan.isOfMonths) : grain };
  }

  async function read(plan: TablePlan, { query, sites, stored }: Reading): Promise<{ key: GroupKey; group: Group }[]> {
    const { by, grain, filters, from, to, asOf } = query;
    const filtered = dimensions.filter((dimension) => filters[dimension] !== undefined);
    const [site, limit] = [sites.map(({ id }) => id), maxRows + 1];
    const bounds = { from: Math.ceil(from / 1000), to: Math.ceil(to / 1000), limit };
    const params = { ...filters, site, grain: stored, ...bounds, ...(asOf !== undefined && { as_of: asOf }) };
    const asked = { params, settings: settingsOf(maxRows), ...(query.signal && { signal: query.signal }) };
    const columns = await store
      .queryColumns(compile(plan, { by, filtered, grain, isAsOf: asOf !== undefined }), asked)
      .catch((error: unknown) => {
        throw isExhausted(error) ? tooLarge(grain, maxRows) : error;
      });
    if ((columns['site']?.length ?? 0) > maxRows) throw tooLarge(grain, maxRows);
    const window = grain === 'total' ? { start: nextEdge(from), end: nextEdge(to) } : undefined;
    return groupsOf(columns, plan, { groups: plan.table === 'window' ? ['site'] : groupedBy(by), window });
  }

  async function query(asked: KpiQuery): Promise<KpiRow[]> {
    checkWindow(asked, maxRows);
    const plan = planOf(asked);
    const sites = sitesOf(asked);
    if (sites.length === 0) return [];
    const reading = await readingOf(asked, plan, sites);
    const answers = await readWhole({
      plan,
      read: (table) => read(table, reading),
      pause: () => clock.sleep(againMs, asked.signal),
    });
    const { windows, known } = knownOf(answers, plan);
    for (const site of sites) {
      const answers = await readStatistics(statistics, plan.statistics, { ...asked, site, thresholds });
      for (const { key, metric, evaluated } of answers)
        (entryOf(known, key).statistics ??= new Map()).set(metric, evaluated);
    }
    for (const key of silentSites(asked, sites)) entryOf(known, key);
    return rowsOf({ asked, plan, sites, known: known.values(), windows, thresholds });
  }

  return { query };
}

interface WholeReading {
  readonly plan: Plan;
  readonly read: (table: TablePlan) => Promise<TableGroups>;
  readonly pause: () => Promise<void>;
}

/**
 * A recompute writes the tables one after the other, the site's last: what was read across it is read again, and a window that
 * still lags behind the units is left out, so that nothing is divided by it.
 */
async function readWhole({ plan, read, pause }: WholeReading): Promise<TableGroups[]> {
  const windowAt = plan.tables.findIndex(({ table }) => table === 'window');
  const [windowPlan] = windowAt < 0 ? [] : plan.tables.slice(windowAt, windowAt + 1);
  for (let attempt = 1; ; attempt++) {
    // The window first: whatever is newer in the others shows as a later `through`.
    const window = windowPlan ? await read(windowPlan) : [];
    const others = await Promise.all(
      plan.tables.map((table) => (table === windowPlan ? Promise.resolve(window) : read(table))),
    );
    const late = windowPlan ? lateWindows(window, others) : new Set<string>();
    if (late.size === 0) return others;
    if (attempt === attempts)
      return others.map((groups) =>
        groups === window ? window.filter(({ key }) => !late.has(siteKeyText(key))) : groups,
      );
    await pause();
  }
}

/** Keys of the windows that end before a reading which a unit of the site has counted in them. */
function lateWindows(window: TableGroups, others: readonly TableGroups[]): Set<string> {
  const through = new Map(window.map(({ key, group }) => [siteKeyText(key), group.through ?? 0]));
  const late = new Set<string>();
  for (const { key, group } of others.flat()) {
    const text = siteKeyText(key);
    if ((group.through ?? 0) > (through.get(text) ?? 0)) late.add(text);
  }
  return late;
}

/** What the tables say, by group and bucket, and the windows of the sites. */
function knownOf(answers: readonly TableGroups[], { tables }: Plan) {
  const windows = new Map<string, number>();
  const known = new Map<string, Known>();
  answers.forEach((groups, index) => {
    const table = tables[index]?.table;
    for (const { key, group } of groups) {
      if (table === 'window') windows.set(siteKeyText(key), group.sum('window'));
      else if (table) entryOf(known, key).groups[table] = group;
    }
  });
  return { windows, known };
}

function entryOf(known: Map<string, Known>, key: GroupKey): Known {
  const text = keyText(key);
  const there = known.get(text);
  if (there) return there;
  const entry: Known = { key, text, groups: {} };
  known.set(text, entry);
  return entry;
}

/** Sites of which a total is asked get a row even if nothing is there, with the reason. */
function silentSites({ grain, by, from, to }: KpiQuery, sites: readonly AllowedSite[]): GroupKey[] {
  if (grain !== 'total' || by.some((dimension) => dimension !== 'site')) return [];
  return sites.map((site) => ({ site: site.id, start: nextEdge(from), end: nextEdge(to) }));
}
