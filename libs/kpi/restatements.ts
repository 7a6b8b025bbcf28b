import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Grain, MetricId } from '#catalogue';
import { groupBy, projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { Kpi } from './kpi.ts';
import { planOf } from './plan.ts';
import { checkGrain } from './published.ts';
import type { AllowedSite, KpiQuery, KpiRow } from './query.ts';

const statement = readFileSync(projectPath('libs/kpi/sql/restated.sql'), 'utf8');
const windowRow = z.object({
  site: z.string(),
  start_s: z.number(),
  end_s: z.number(),
  why: z.array(z.string()),
  before_ms: safeInteger,
  after_ms: safeInteger,
});
type Window = z.output<typeof windowRow>;

/** Which published values are asked for that have changed: of buckets that start in `[from, to)`. */
export interface RestatementQuery extends Pick<KpiQuery, 'metrics' | 'from' | 'to' | 'sites' | 'signal'> {
  readonly grain: Exclude<Grain, '15m' | 'total'>;
  /** Only what became known later, UTC ms. */
  readonly since?: number;
  /** Most windows that are looked at, what became known last first. */
  readonly limit: number;
  /** Those that follow a window. */
  readonly after?: WindowPlace | undefined;
}

/** The place of a window that was published again: when that became known, UTC ms, where it starts, UTC s, and its site. */
export interface WindowPlace {
  readonly knownMs: number;
  readonly startS: number;
  readonly site: string;
}

/** A value as it was published. */
export interface Told extends Pick<KpiRow, 'value' | 'coverage' | 'quality' | 'reason'> {
  /** UTC ms. */
  readonly knownAt: number;
}

/** A published value that has changed. */
export interface Restatement extends Pick<KpiRow, 'metric' | 'site' | 'start' | 'end' | 'unit'> {
  /** What has changed of what it is computed from: readings, market, events, register, repair. */
  readonly causes: readonly string[];
  readonly before: Told;
  readonly after: Told;
}

/** What has changed, and whether there are older ones that the limit leaves out. */
export interface Restatements {
  readonly restatements: readonly Restatement[];
  readonly more: boolean;
  /** The last window that was looked at, when there are more. */
  readonly next: WindowPlace | null;
}

/** Neighbours among windows that became known at once: they are asked for together. */
function runsOf(windows: readonly Window[]): Window[][] {
  const runs: Window[][] = [];
  for (const window of windows.toSorted((a, b) => a.start_s - b.start_s)) {
    const run = runs.at(-1);
    if (run?.at(-1)?.end_s === window.start_s) run.push(window);
    else runs.push([window]);
  }
  return runs;
}

const toldOf = ({ value, coverage, quality, reason }: KpiRow, knownAt: number): Told => ({
  value,
  coverage,
  quality,
  ...(reason !== undefined && { reason }),
  knownAt,
});

const keyOf = ({ metric, start }: { metric: MetricId; start: number }): string => `${metric} ${start}`;

/** The windows that follow a place, one more than are looked at. */
function readWindows(store: Pick<Store, 'query'>, asked: RestatementQuery): Promise<Window[]> {
  const { grain, sites, since = 0, limit, after = { knownMs: -1, startS: 0, site: '' }, signal } = asked;
  const params = {
    site: sites.map(({ id }) => id),
    grain,
    from: Math.ceil(asked.from / 1000),
    to: Math.ceil(asked.to / 1000),
    since,
    behind_ms: after.knownMs,
    behind_s: after.startS,
    behind_site: after.site,
    limit: limit + 1,
  };
  return store.query(statement, { params, schema: windowRow, ...(signal && { signal }) });
}

/** Finds published values that have changed, what became known last first. Throws as `Kpi.query`. */
export async function readRestatements(
  { store, kpi }: { readonly store: Pick<Store, 'query'>; readonly kpi: Kpi },
  asked: RestatementQuery,
): Promise<Restatements> {
  const { metrics, grain, sites, limit, signal } = asked;
  checkGrain(grain, planOf({ ...asked, by: [], filters: {} }), 'grain');
  const windows = await readWindows(store, asked);

  /** What a run of windows was before and after it was published again: that of every window in it. */
  async function restated(run: readonly Window[], site: AllowedSite): Promise<Restatement[]> {
    const [from, to] = [(run[0]?.start_s ?? 0) * 1000, (run.at(-1)?.end_s ?? 0) * 1000];
    const asOf = run[0]?.after_ms ?? 0;
    const query = { metrics, by: [], grain, from, to, filters: {}, sites: [site], ...(signal && { signal }) };
    const before = await kpi.query({ ...query, asOf: asOf - 1 });
    const after = new Map((await kpi.query({ ...query, asOf })).map((row) => [keyOf(row), row]));
    const known = new Map(run.map((window) => [window.start_s * 1000, window]));
    return before.flatMap((row) => {
      const [now, window] = [after.get(keyOf(row)), known.get(row.start)];
      if (!now || !window || now.value === row.value) return [];
      const { metric, start, end } = row;
      const told = { before: toldOf(row, window.before_ms), after: toldOf(now, window.after_ms) };
      return [{ metric, site: site.id, start, end, unit: now.unit, causes: window.why, ...told }];
    });
  }

  const restatements: Restatement[] = [];
  for (const round of groupBy(windows.slice(0, limit), ({ site, after_ms }) => `${after_ms} ${site}`).values()) {
    const site = sites.find(({ id }) => id === round[0]?.site);
    if (!site) continue;
    for (const run of runsOf(round)) restatements.push(...(await restated(run, site)));
  }
  const last = windows.length > limit ? windows[limit - 1] : undefined;
  const next = last ? { knownMs: last.after_ms, startS: last.start_s, site: last.site } : null;
  return { restatements, more: next !== null, next };
}
