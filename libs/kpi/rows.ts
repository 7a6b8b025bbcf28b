import { type MetricId, metricOf, operandsOf, pointOf, type Source, tableOf } from '#catalogue';
import { type Evaluated, evaluateFormula, evaluateSource, nothing } from './evaluate.ts';
import { type Group, type GroupKey, siteKeyText } from './groups.ts';
import type { Plan, RollupTable } from './plan.ts';
import type { AllowedSite, KpiQuery, KpiRow, Thresholds } from './query.ts';

/** What the tables said of one group and bucket. */
export interface Known {
  readonly key: GroupKey;
  readonly groups: Map<RollupTable, Group>;
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
  return asked.metrics.flatMap((metric) => {
    const source = plan.sources.get(metric);
    return ordered.flatMap(({ key, groups }) => {
      const windowMs = windows.size === 0 ? 0 : (windows.get(siteKeyText(key)) ?? 0);
      const lookup = (id: MetricId): Evaluated => {
        const from = plan.sources.get(id);
        if (!from) return evaluateFormula(id, lookup);
        const group = groups.get(tableOf(from));
        return group ? evaluateSource({ group, windowMs }, from, thresholds) : nothing;
      };
      const hasRow = source === undefined || groups.has(tableOf(source)) || asked.grain === 'total';
      return hasRow ? [rowOf({ metric, key, evaluated: lookup(metric), source, sites })] : [];
    });
  });
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

interface RowParts {
  readonly metric: MetricId;
  readonly key: GroupKey;
  readonly evaluated: Evaluated;
  readonly source: Source | undefined;
  readonly sites: readonly AllowedSite[];
}

function rowOf({ metric, key, evaluated, source, sites }: RowParts): KpiRow {
  const { display } = metricOf(metric);
  const currency = sites.find((site) => site.id === key.site)?.currency ?? 'USD';
  const point = source && pointOf(source);
  const row = {
    metric,
    ...key,
    ...evaluated,
    value: evaluated.value === null ? null : shown(evaluated.value, display.scale),
    unit: display.unit.replace('{currency}', currency),
  };
  const placed = point === undefined ? row : { ...row, point };
  if (currency === 'USD' || !mixesCurrencies(metric)) return placed;
  const reason = `the site pays in ${currency}, and no exchange rate to USD is known`;
  return { ...placed, value: null, quality: 'none', reason };
}
