import { isStatistic, type MetricId, metricOf, operandsOf, pointOf, type Source, tableOf } from '#catalogue';
import { type Evaluated, evaluateFormula, evaluateSource, nothing } from './evaluate.ts';
import { type Group, type GroupKey, siteKeyText } from './groups.ts';
import type { Plan, RollupTable } from './plan.ts';
import type { AllowedSite, KpiQuery, KpiRow, Thresholds } from './query.ts';

/** What the tables said of one group and bucket. */
export interface Known {
  readonly key: GroupKey;
  /** Of `key`: rows are in its order. */
  readonly text: string;
  readonly groups: Partial<Record<RollupTable, Group>>;
  statistics?: Map<MetricId, Evaluated>;
}

interface Answer {
  readonly asked: KpiQuery;
  readonly plan: Plan;
  readonly sites: readonly AllowedSite[];
  readonly known: Iterable<Known>;
  /** Window of each site and bucket, ms; asked for where a metric needs it. */
  readonly windows: ReadonlyMap<string, number>;
  readonly thresholds: Thresholds;
}

const inputsOf = (id: MetricId): readonly MetricId[] => {
  const metric = metricOf(id);
  return metric.kind === 'derived' ? operandsOf(metric.formula) : [];
};

type Evaluator = (known: Known, windowMs: number) => Evaluated;

/** Evaluates one metric of whatever is known. */
function evaluatorOf(metric: MetricId, plan: Plan, thresholds: Thresholds): Evaluator {
  if (isStatistic(metric)) return ({ statistics }) => statistics?.get(metric) ?? nothing;
  const source = plan.sources.get(metric);
  if (source) {
    const table = tableOf(source);
    return ({ groups: { [table]: group } }, windowMs) =>
      group ? evaluateSource({ group, windowMs }, source, thresholds) : nothing;
  }
  const inputs = new Map(inputsOf(metric).map((id) => [id, evaluatorOf(id, plan, thresholds)]));
  return (known, windowMs) => evaluateFormula(metric, (id) => inputs.get(id)?.(known, windowMs) ?? nothing);
}

/** The rows of an answer: in the order of the metrics, then of time and names. */
export function rowsOf({ asked, plan, sites, known, windows, thresholds }: Answer): KpiRow[] {
  const ordered = [...known].sort((a, b) => (a.text < b.text ? -1 : 1));
  const currencies = new Map(sites.map(({ id, currency }) => [id, currency]));
  const rows: KpiRow[] = [];
  for (const metric of asked.metrics) {
    const source = plan.sources.get(metric);
    const evaluate = evaluatorOf(metric, plan, thresholds);
    const rowOf = rowMaker(metric, source, currencies);
    const table = source && tableOf(source);
    for (const each of ordered) {
      const isThere =
        table === undefined
          ? !isStatistic(metric) || each.statistics?.has(metric) === true
          : each.groups[table] !== undefined;
      if (asked.grain !== 'total' && !isThere) continue;
      const windowMs = windows.size === 0 ? 0 : (windows.get(siteKeyText(each.key)) ?? 0);
      rows.push(rowOf(each.key, evaluate(each, windowMs)));
    }
  }
  return rows;
}

/** Whether a formula in USD takes in an amount in the currency of the site. */
function mixesCurrencies(id: MetricId): boolean {
  return inputsOf(id).some((input) => metricOf(input).unit.includes('{currency}') || mixesCurrencies(input));
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
  const isMixed = mixesCurrencies(metric);
  const units = new Map(
    [...currencies].map(([site, currency]) => [site, display.unit.replace('{currency}', currency)]),
  );
  return ({ site, hall, model, device, start, end }, evaluated) => {
    const currency = currencies.get(site) ?? 'USD';
    const isUnknown = isMixed && currency !== 'USD';
    const value = evaluated.value === null || isUnknown ? null : shown(evaluated.value, display.scale);
    return {
      metric,
      site,
      hall,
      model,
      device,
      start,
      end,
      value,
      unit: units.get(site) ?? display.unit,
      numerator: evaluated.numerator,
      denominator: evaluated.denominator,
      coverage: evaluated.coverage,
      devices: evaluated.devices,
      quality: isUnknown ? 'none' : evaluated.quality,
      reason: isUnknown ? `the site pays in ${currency}, and no exchange rate to USD is known` : evaluated.reason,
      point,
      fallback: evaluated.fallback,
      sources: evaluated.sources,
      category,
      through: evaluated.through,
      days: evaluated.days,
    };
  };
}
