import { type Formula, type MetricId, metricOf, operandsOf, type Sensitivity } from '#catalogue';
import { computeFormula } from './evaluate.ts';
import type { Kpi } from './kpi.ts';
import type { AllowedSite, KpiQuery, KpiRow } from './query.ts';

/** Which cells: of each axis the values to assume, in its unit. */
export interface SensitivityQuery extends Pick<KpiQuery, 'from' | 'to' | 'asOf' | 'signal'> {
  readonly site: AllowedSite;
  readonly assumed: Readonly<Record<string, readonly number[]>>;
}

/** One cell: its assumptions and figures by name, in their units; a figure is null where something measured is. */
export type SensitivityCell = Readonly<Record<string, number | null>>;

export interface SensitivityAnswer {
  /** What was measured and goes into every cell. */
  readonly measured: readonly KpiRow[];
  /** The first axis varies slowest. */
  readonly cells: readonly SensitivityCell[];
}

type Values = ReadonlyMap<MetricId, number | null>;

/** Metrics that are neither assumed nor a formula of others. */
function measuredIn(formula: Formula, assumed: ReadonlySet<MetricId>): MetricId[] {
  return operandsOf(formula).flatMap((id) => {
    const metric = metricOf(id);
    if (assumed.has(id)) return [];
    return metric.kind === 'derived' ? measuredIn(metric.formula, assumed) : [id];
  });
}

/** A formula in base units, each metric as given or else by its own formula. */
function valueOf(formula: Formula, given: Values): number | null {
  return computeFormula(formula, (id) => {
    const metric = metricOf(id);
    const value = given.get(id);
    if (value !== undefined) return { value };
    return { value: metric.kind === 'derived' ? valueOf(metric.formula, given) : null };
  });
}

const baseOf = (id: MetricId, shown: number): number => shown / metricOf(id).display.scale;
/** Without the noise of a change of units in the last bit. */
const shownOf = (base: number | null, scale: number): number | null =>
  base === null ? null : Number((base * scale).toPrecision(15));

/** Every combination of a value of each axis. */
function combinationsOf(assumed: SensitivityQuery['assumed']): Record<string, number>[] {
  return Object.entries(assumed).reduce<Record<string, number>[]>(
    (cells, [axis, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value }))),
    [{}],
  );
}

/** The cells of a grid, from what was measured in base units. */
export function cellsOf(
  { axes, figures }: Sensitivity,
  measured: Values,
  assumed: SensitivityQuery['assumed'],
): SensitivityCell[] {
  return combinationsOf(assumed).map((cell) => {
    const given = new Map<MetricId, number | null>(measured);
    for (const [axis, { metric }] of Object.entries(axes)) given.set(metric, baseOf(metric, cell[axis] ?? NaN));
    const values = Object.entries(figures).map(
      ([name, { formula, display }]) => [name, shownOf(valueOf(formula, given), display.scale)] as const,
    );
    return { ...cell, ...Object.fromEntries(values) };
  });
}

/** Figures of a site over a grid of assumptions, everything else as measured in a window. Throws as `Kpi.query`. */
export async function readSensitivity(
  kpi: Kpi,
  sensitivity: Sensitivity,
  { site, assumed, ...window }: SensitivityQuery,
): Promise<SensitivityAnswer> {
  const axes = new Set(Object.values(sensitivity.axes).map(({ metric }) => metric));
  const formulas = Object.values(sensitivity.figures).map(({ formula }) => formula);
  const metrics = [...new Set(formulas.flatMap((formula) => measuredIn(formula, axes)))];
  const measured = await kpi.query({ metrics, by: [], grain: 'total', filters: {}, sites: [site], ...window });
  const values = new Map(
    measured.map(({ metric, value }) => [metric, value === null ? null : baseOf(metric, value)] as const),
  );
  return { measured, cells: cellsOf(sensitivity, values, assumed) };
}
