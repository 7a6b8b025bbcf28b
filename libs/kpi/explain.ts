import {
  type Dimension,
  dimensions,
  type Grain,
  isMetricId,
  type MetricId,
  metricOf,
  operandsOf,
  type Source,
} from '#catalogue';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import { compile } from './compile.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import type { Kpi } from './kpi.ts';
import { planOf } from './plan.ts';
import { publishedGrain } from './published.ts';
import type { AllowedSite, KpiQuery, KpiRow } from './query.ts';
import { totalGrain } from './window.ts';

/** Which value is to be explained, and how finely. */
export interface ExplainQuery extends Pick<KpiQuery, 'from' | 'to' | 'asOf' | 'signal'> {
  readonly metric: MetricId;
  readonly site: AllowedSite;
  readonly filters: Readonly<Partial<Record<'hall' | 'model' | 'device', readonly string[]>>>;
  /** What the value must be known by: a metric of several metering points is taken at the first that is. */
  readonly knownBy: readonly Dimension[];
  /** Of the parts. */
  readonly grain: Grain;
}

/** A statement that was run for a value. */
export interface Statement {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A value, what it is made of and what that rests on. */
export interface Explanation {
  readonly value: KpiRow;
  /** Where it was read; null of a formula. */
  readonly source: Source | null;
  /** Values of the formula, or of the facts that a statistic is made from, each explained; none of a sum or a ratio of sums. */
  readonly inputs: readonly Explanation[];
  /** By the finest that what was read is known by, and by the grain asked for. */
  readonly parts: readonly KpiRow[];
  /** Sums of the parts; null where a denominator is a mean over units and does not add up. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly statements: readonly Statement[];
  /** Null of a formula: its inputs have their own. */
  readonly evidence: Evidence | null;
}

interface ExplainOptions {
  readonly store: Pick<Store, 'query'>;
  readonly kpi: Kpi;
  readonly clock: Clock;
}

const sumOf = (rows: readonly KpiRow[], of: (row: KpiRow) => number | null): number | null =>
  rows.some((row) => of(row) !== null) ? rows.reduce((sum, row) => sum + (of(row) ?? 0), 0) : null;

const ofFormula = { source: null, parts: [], statements: [], evidence: null } as const;

/** The question that has the value for its one row. */
const questionOf = ({ metric, site, filters, knownBy, from, to, asOf, signal }: ExplainQuery): KpiQuery => ({
  metrics: [metric],
  by: [],
  knownBy,
  grain: 'total',
  from,
  to,
  filters: { ...filters, site: [site.id] },
  sites: [site],
  ...(asOf !== undefined && { asOf }),
  ...(signal && { signal }),
});

/** The metrics that a value is worked out from; undefined of one that is read from sums. */
function partsOf(declared: ReturnType<typeof metricOf>): readonly MetricId[] | undefined {
  if (declared.kind === 'derived') return operandsOf(declared.formula);
  return declared.kind === 'statistic' ? declared.inputs.filter(isMetricId) : undefined;
}

/** Explains one value of one site: everything that it is a sum of, as of an instant what that was by then. Throws as `Kpi.query`, and when the metric is not known of the site. */
export async function explain({ store, kpi, clock }: ExplainOptions, asked: ExplainQuery): Promise<Explanation> {
  const { metric, site, filters, from, to, grain, asOf, signal } = asked;
  const query = questionOf(asked);
  const [value] = await kpi.query(query);
  if (!value)
    throw new PipelineError('QUERY_INVALID', `${metric} has no value of ${site.id} there`, {
      details: { parameter: 'metric' },
    });
  const declared = metricOf(metric);
  const operands = partsOf(declared);
  if (operands) {
    const inputs: Explanation[] = [];
    for (const operand of operands) inputs.push(await explain({ store, kpi, clock }, { ...asked, metric: operand }));
    return { ...ofFormula, value, inputs, numerator: value.numerator, denominator: value.denominator };
  }
  const plan = planOf(query);
  const source = plan.sources.get(metric) ?? null;
  const known = source?.dimensions ?? [];
  const by = dimensions.filter((dimension) => dimension !== 'site' && known.includes(dimension));
  const parts = by.length === 0 && grain === 'total' ? [] : await kpi.query({ ...query, by, grain });
  const stored =
    asOf === undefined
      ? totalGrain({ from, to, now: clock.now() }, [site.zone], plan.isOfMonths)
      : publishedGrain(query, plan, [site]);
  const { start, end } = value;
  const filtered = dimensions.filter((dimension) => query.filters[dimension] !== undefined);
  const params = {
    ...query.filters,
    grain: stored,
    from: start / 1000,
    to: end / 1000,
    ...(asOf !== undefined && { as_of: asOf }),
  };
  const shape = { by: [], filtered, grain: 'total' as const, isAsOf: asOf !== undefined };
  return {
    value,
    source,
    inputs: [],
    parts,
    numerator: sumOf(parts, (row) => row.numerator),
    denominator: sumOf(parts, (row) => row.denominator),
    statements: plan.tables.map((table) => ({ sql: compile(table, shape), params })),
    evidence: await gatherEvidence(store, [...plan.sources.values()], {
      site: site.id,
      filters,
      grain: stored,
      start,
      end,
      asOf,
      signal,
    }),
  };
}
