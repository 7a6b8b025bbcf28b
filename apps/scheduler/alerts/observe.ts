import { type AlertRule, type Observation, weekBefore } from '#alerting';
import { dayMs } from '#contracts';
import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { groupBy } from '#runtime';

/** What was observed of one group of a rule. */
export interface Observed {
  readonly row: KpiRow;
  readonly observation: Observation;
}

export interface ObserveOptions {
  readonly kpi: Kpi;
  readonly sites: readonly AllowedSite[];
  /** Until when each site is rolled up, UTC ms. */
  readonly through: ReadonlyMap<string, number>;
  readonly now: number;
}

/** Longest bucket of a grain, ms: a day has up to 25 hours. */
const lengthMs = { '15m': 900_000, hour: 3_600_000, day: 25 * 3_600_000 } as const;
/** So many buckets back are looked at: what a short time without a scheduler has missed is judged in its order. */
const lookBack = 4;
/** A bucket that is open is looked at from this part of it on: before, a single poll would decide. */
const openShare = 1 / 3;

/** Rules that ask the same question but for the metric: one query answers them. */
function questionOf({ by, grain, filters, condition }: AlertRule): string {
  const span = condition.kind === 'no_data' ? `no_data ${condition.afterMs}` : grain;
  return JSON.stringify([span, by, filters]);
}

const groupOf = ({ metric, site, hall = '', model = '', device = '' }: KpiRow): string =>
  [metric, site, hall, model, device].join('\0');

type Query = Pick<KpiQuery, 'grain' | 'from' | 'to'>;

function ask(rules: readonly AlertRule[], { kpi, sites }: ObserveOptions, query: Query): Promise<KpiRow[]> {
  const [{ by, filters } = { by: [], filters: {} }] = rules;
  const metrics = [...new Set(rules.map(({ metric }) => metric))];
  return kpi.query({ metrics, by, filters, sites, ...query });
}

/** How old the last reading of each group is; silence is told by the clock, since nothing else goes on. */
async function silence(rules: readonly AlertRule[], options: ObserveOptions): Promise<KpiRow[]> {
  const { now } = options;
  const longest = Math.max(...rules.map(({ condition }) => (condition.kind === 'no_data' ? condition.afterMs : 0)));
  return ask(rules, options, { grain: 'total', from: now - Math.max(dayMs, 2 * longest), to: now });
}

const silenceOf = (row: KpiRow, now: number): Observed => ({
  row,
  // What was expected from the start of the window on and never spoke in it has been silent at least for so long.
  observation: { at: now, measured: row, history: { expectedSince: row.coverage === null ? null : row.start } },
});

/** The last whole bucket of each group, and the open one once there is enough of it. */
async function buckets(rules: readonly AlertRule[], options: ObserveOptions): Promise<Observed[]> {
  const { now, through } = options;
  const [{ grain } = { grain: '15m' as const }] = rules;
  const length = lengthMs[grain];
  const rows = await ask(rules, options, { grain, from: now - lookBack * length, to: now });
  const seen = rows.flatMap((row): Observed[] => {
    const until = through.get(row.site) ?? 0;
    if (row.end <= until) return [{ row, observation: { at: row.end, measured: row } }];
    const isEnough = until - row.start >= (row.end - row.start) * openShare;
    return isEnough ? [{ row, observation: { at: until, measured: row } }] : [];
  });
  return seen.toSorted((a, b) => a.observation.at - b.observation.at);
}

/** Adds what each bucket was a week before. */
async function withReference(
  rules: readonly AlertRule[],
  observed: readonly Observed[],
  options: ObserveOptions,
): Promise<Observed[]> {
  const changing = rules.filter(({ condition }) => condition.kind === 'change');
  const [{ grain } = { grain: '15m' as const }] = rules;
  if (changing.length === 0 || observed.length === 0) return [...observed];
  const zones = new Map(options.sites.map(({ id, zone }) => [id, zone]));
  const beforeOf = ({ site, start }: KpiRow): number => weekBefore(start, zones.get(site) ?? 'UTC');
  const starts = observed.map(({ row }) => beforeOf(row));
  const query = { grain, from: Math.min(...starts), to: Math.max(...starts) + 1 };
  const rows = await ask(changing, options, query);
  const former = new Map(rows.map((row) => [`${groupOf(row)}\0${row.start}`, row]));
  return observed.map(({ row, observation }) => {
    const reference = former.get(`${groupOf(row)}\0${beforeOf(row)}`) ?? null;
    return { row, observation: { ...observation, history: { reference } } };
  });
}

/** What each rule has to judge by now, in the order of event time. Errors as of the store. */
export async function observe(
  rules: readonly AlertRule[],
  options: ObserveOptions,
): Promise<Map<AlertRule, Observed[]>> {
  const observed = new Map<AlertRule, Observed[]>();
  const questions = groupBy(rules, questionOf);
  for (const alike of questions.values()) {
    const isSilence = alike[0]?.condition.kind === 'no_data';
    const seen = isSilence
      ? (await silence(alike, options)).map((row) => silenceOf(row, options.now))
      : await withReference(alike, await buckets(alike, options), options);
    for (const rule of alike)
      observed.set(
        rule,
        seen.filter(({ row }) => row.metric === rule.metric),
      );
  }
  return observed;
}
