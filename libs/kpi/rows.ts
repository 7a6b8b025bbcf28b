import { isStatistic, type MetricId, metricOf, operandsOf, pointOf, type Source, tableOf } from '#catalogue';
import { type Evaluated, evaluateFormula, evaluateSource, nothing } from './evaluate.ts';
import { type Group, type GroupKey, siteKeyText } from './groups.ts';
import type { Plan, RollupTable } from './plan.ts';
import type { AllowedSite, KpiQuery, KpiRow, Thresholds } from './query.ts';

/** What the tables said of one group and bucket. */
export interface Known {
  readonly key: GroupKey;
  readonly groups: Map<RollupTable, Group>;
  readonly statistics: Map<MetricId, Evaluated>;
}

interface Answer {
  readonly asked: KpiQuery;
  readonly plan: Plan;
  readonly sites: readonly AllowedSite[];
  /** By the text of their keys, which begin with the time. */
  readonly known: ReadonlyMap<string, Known>;
  /** Window of each site and bucket, ms; asked for where a metric needs it. */
  readonly windows: ReadonlyMap<string, number>;
  readonly thresholds: Thresholds;
}

/** The rows of an answer: in the order of the metrics, then of time and names. */
export function rowsOf({ asked, plan, sites, known, windows, thresholds }: Answer): KpiRow[] {
  const ordered = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const currencies = new Map(sites.map(({ id, currency }) => [id, currency]));
  const rows: KpiRow[] = [];
  for (const metric of asked.metrics) {
    const source = plan.sources.get(metric);
    const rowOf = rowMaker(metric, source, currencies);
    for (const { key, groups, statistics } of ordered) {
      const isThere =
        source === undefined ? !isStatistic(metric) || statistics.has(metric) : groups.has(tableOf(source));
      if (asked.grain !== 'total' && !isThere) continue;
      const windowMs = windows.size === 0 ? 0 : (windows.get(siteKeyText(key)) ?? 0);
      const lookup = (id: MetricId): Evaluated => {
        const from = plan.sources.get(id);
        if (isStatistic(id)) return statistics.get(id) ?? nothing;
        if (!from) return evaluateFormula(id, lookup);
        const group = groups.get(tableOf(from));
        return group ? evaluateSource({ group, windowMs }, from, thresholds) : nothing;
      };
      rows.push(rowOf(key, lookup(metric)));
    }
  }
  return rows;
}

/** Whether a formula in USD takes in an amount in the currency of the site. */
function mixesCurrencies(id: MetricId): boolean {
  const metric = metricOf(id);
  if (metric.kind !== 'derived') return false;
  return operandsOf(metric.formula).some(
    (operand) => metricOf(operand).unit.includes('{currency}') || mixesCurrencies(operand),
  );
}

/** In the unit of display, without the last bit's noise that a change of units brings: 3.5, not 3.4999999999999996. */
const shown = (value: number, scale: number): number => (scale === 1 ? value : Number((value * scale).toPrecision(15)));

/** Makes the rows of one metric. */
function rowMaker(
  metric: MetricId,
  source: Source | undefined,
  currencies: ReadonlyMap<string, string>,
): (key: GroupKey, evaluated: Evaluated) => KpiRow {
  const { display, category } = metricOf(metric);
  const point = source && pointOf(source);
  const placed = { ...(point !== undefined && { point }), ...(category !== undefined && { category }) };
  const isMixed = mixesCurrencies(metric);
  const units = new Map(
    [...currencies].map(([site, currency]) => [site, display.unit.replace('{currency}', currency)]),
  );
  return (key, evaluated) => {
    const { value } = evaluated;
    const shownValue = value === null ? null : shown(value, display.scale);
    const unit = units.get(key.site) ?? display.unit;
    const row = { metric, ...key, ...evaluated, value: shownValue, unit, ...placed };
    const currency = currencies.get(key.site) ?? 'USD';
    if (!isMixed || currency === 'USD') return row;
    const reason = `the site pays in ${currency}, and no exchange rate to USD is known`;
    return { ...row, value: null, quality: 'none', reason };
  };
}
