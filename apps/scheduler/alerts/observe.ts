import { type AlertRule, type History, indicatorOf, isIndicatorId, type Observation } from '#alerting';
import { dimensions, isMetricId } from '#catalogue';
import { dayMs } from '#contracts';
import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { groupBy, messageOf, PipelineError } from '#runtime';
import type { Store } from '#store';
import type { Problem } from '../problem.ts';
import { Indicators } from './indicators.ts';
import { Past } from './past.ts';
import type { IndicatorRow, Row } from './row.ts';
import type { KeepVerdicts } from './verdicts.ts';

/** What was observed of one group of a rule. */
export interface Observed {
  /** Event time, UTC ms. */
  readonly at: number;
  readonly row: Row;
  /** What is to be judged; put together only when it is. */
  readonly look: () => Observation;
}

interface Asked {
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
function questionOf({ metric, by, grain, filters, condition }: AlertRule): string {
  if (isIndicatorId(metric)) return indicatorOf(metric).source;
  // Over a longer window a device counts as silent that was taken out within it.
  const span = condition.kind === 'no_data' ? `no_data ${condition.afterMs}` : grain;
  return JSON.stringify([span, by, filters]);
}

const question = (
  rules: readonly AlertRule[],
  { sites }: Asked,
): Pick<KpiQuery, 'metrics' | 'by' | 'filters' | 'sites'> => {
  const [{ by, filters } = { by: [], filters: {} }] = rules;
  return { metrics: [...new Set(rules.map(({ metric }) => metric).filter(isMetricId))], by, filters, sites };
};

const silenceOf = (row: KpiRow, now: number): Observed => ({
  at: now,
  row,
  // What was expected from the start of the window on and never spoke in it has been silent at least for so long.
  look: () => ({ at: now, measured: row, history: { expectedSince: row.coverage === null ? null : row.start } }),
});

/** The last whole buckets, and the open one once there is enough of it; the earliest first. */
function judgeable(rows: readonly KpiRow[], through: ReadonlyMap<string, number>): { at: number; row: KpiRow }[] {
  return rows
    .flatMap((row) => {
      const until = through.get(row.site) ?? 0;
      if (row.end <= until) return [{ at: row.end, row }];
      return until - row.start >= (row.end - row.start) * openShare ? [{ at: until, row }] : [];
    })
    .toSorted((a, b) => a.at - b.at);
}

/** The rows of an indicator that a rule is for, of each of its groups the one with the greatest value. */
function greatest({ metric, by, filters }: AlertRule, rows: readonly IndicatorRow[]): IndicatorRow[] {
  const isAsked = (row: IndicatorRow): boolean =>
    row.metric === metric && dimensions.every((each) => filters[each]?.includes(row[each] ?? '') ?? true);
  const groups = groupBy(rows.filter(isAsked), (row) => by.map((each) => row[each] ?? '').join('\0'));
  return [...groups.values()].flatMap((group) => {
    const known = group.filter(({ value }) => value !== null);
    return (known.length > 0 ? known : group).toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0)).slice(0, 1);
  });
}

/** Whether nothing can be asked now. Any other failure is that of one question, and fails again. */
const isStoreAway = (error: unknown): boolean => error instanceof PipelineError && error.code === 'STORE_UNAVAILABLE';

/** Reads what rules have to judge; what does not change between rounds is read once. */
export class Observer {
  readonly #kpi: Kpi;
  readonly #past: Past;
  readonly #indicators: Indicators;

  constructor({ store, kpi, keep }: { store: Pick<Store, 'query'>; kpi: Kpi; keep?: KeepVerdicts }) {
    this.#kpi = kpi;
    this.#past = new Past(kpi);
    this.#indicators = new Indicators({ store, kpi }, keep);
  }

  /**
   * What each rule has to judge by now, in the order of event time. A question that cannot be answered, as one of too many rows, is
   * a problem of the rules that ask it, which are left out. Rejects when the store is away.
   */
  async observe(
    rules: readonly AlertRule[],
    asked: Asked,
  ): Promise<{ observed: Map<AlertRule, Observed[]>; problems: Problem[] }> {
    const observed = new Map<AlertRule, Observed[]>();
    const problems: Problem[] = [];
    for (const alike of groupBy(rules, questionOf).values()) {
      try {
        for (const [rule, found] of await this.#answer(alike, asked)) observed.set(rule, found);
      } catch (error) {
        if (isStoreAway(error)) throw error;
        problems.push({ about: `rules ${alike.map(({ id }) => id).join(', ')}`, error: messageOf(error) });
      }
    }
    this.#past.forget();
    return { observed, problems };
  }

  #answer(alike: readonly AlertRule[], asked: Asked): Promise<[AlertRule, Observed[]][]> {
    const [first] = alike;
    if (!first) return Promise.resolve([]);
    if (isIndicatorId(first.metric)) return this.#indicated(alike, asked);
    return first.condition.kind === 'no_data' ? this.#silent(alike, asked) : this.#measured(alike, asked);
  }

  async #indicated(rules: readonly AlertRule[], { sites, now }: Asked): Promise<[AlertRule, Observed[]][]> {
    const wanted = [...new Set(rules.map(({ metric }) => metric).filter(isIndicatorId))];
    const rows = await this.#indicators.read(wanted, { sites, now });
    return rules.map((rule) => [
      rule,
      greatest(rule, rows).map((row) => ({ at: row.end, row, look: () => ({ at: row.end, measured: row }) })),
    ]);
  }

  /** How old the last reading of each group is; silence is told by the clock, since nothing else goes on. */
  async #silent(rules: readonly AlertRule[], asked: Asked): Promise<[AlertRule, Observed[]][]> {
    const { now } = asked;
    const [afterMs = 0] = rules.map(({ condition }) => (condition.kind === 'no_data' ? condition.afterMs : 0));
    const window = { grain: 'total' as const, from: now - Math.max(dayMs, 2 * afterMs), to: now };
    const rows = await this.#kpi.query({ ...question(rules, asked), ...window });
    const found = groupBy(rows, ({ metric }) => metric);
    return rules.map((rule) => [
      rule,
      (isMetricId(rule.metric) ? (found.get(rule.metric) ?? []) : []).map((row) => silenceOf(row, now)),
    ]);
  }

  async #measured(rules: readonly AlertRule[], asked: Asked): Promise<[AlertRule, Observed[]][]> {
    const { now, through } = asked;
    const [{ grain } = { grain: '15m' as const }] = rules;
    const window = { grain, from: now - lookBack * lengthMs[grain], to: now };
    const rows = await this.#kpi.query({ ...question(rules, asked), ...window });
    const found = groupBy(judgeable(rows, through), ({ row }) => row.metric);
    const histories = await this.#histories(rules, found, asked);
    return rules.map((rule) => {
      const historyOf = histories.get(rule);
      const own = isMetricId(rule.metric) ? (found.get(rule.metric) ?? []) : [];
      return [
        rule,
        own.map(({ at, row }) => ({
          at,
          row,
          look: () => ({ at, measured: row, ...(historyOf && { history: historyOf(row) }) }),
        })),
      ];
    });
  }

  /** How rules that compare with former weeks find them. */
  async #histories(
    rules: readonly AlertRule[],
    found: ReadonlyMap<string, readonly { readonly row: KpiRow }[]>,
    asked: Asked,
  ): Promise<Map<AlertRule, (row: KpiRow) => History>> {
    const weeksOf = ({ condition }: AlertRule): number =>
      condition.kind === 'change' ? 1 : condition.kind === 'anomaly' ? condition.weeks : 0;
    const comparing = rules.filter((rule) => weeksOf(rule) > 0);
    const metrics = new Set<string>(comparing.map(({ metric }) => metric));
    const rows = [...metrics].flatMap((metric) => (found.get(metric) ?? []).map(({ row }) => row));
    if (rows.length === 0) return new Map();
    const [{ grain } = { grain: '15m' as const }] = rules;
    const farthest = Math.max(...comparing.map(weeksOf));
    // All at once: the store answers one week while the rows of another are read.
    const former = await Promise.all(
      Array.from({ length: farthest }, (_, index) => {
        const asking = comparing.filter((rule) => weeksOf(rule) > index);
        return this.#past.before({ ...question(asking, asked), grain }, rows, index + 1);
      }),
    );
    return new Map(
      comparing.map((rule) => [
        rule,
        (row: KpiRow): History =>
          rule.condition.kind === 'change'
            ? { reference: former[0]?.(row) ?? null }
            : { weeks: former.slice(0, weeksOf(rule)).map((at) => at(row)) },
      ]),
    );
  }
}
