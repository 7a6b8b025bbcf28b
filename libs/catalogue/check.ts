import { z } from 'zod';
import { claimMethods } from './claims/claim.ts';
import { metrics } from './generated/metrics.ts';
import { aggregations, measureTables } from './measure.ts';
import {
  dimensionsOf,
  isMetricId,
  isStatistic,
  measuresOf,
  metricIds,
  type MetricId,
  metricOf,
  tableOf,
} from './catalogue.ts';
import { expectedOf, measure, type MeasureId, measures } from './measures.ts';
import { dimensions, type Formula, type Metric, operators, type Source } from './metric.ts';
import { type Figure, miningSensitivity } from './sensitivity.ts';
import { canonicalUnit, productUnit, quotientUnit } from './units.ts';

const sentence = z.string().regex(/^[A-Z].*\.$/, 'must be a sentence');
const id = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'must be snake_case');
const identifiersOnly = z
  .string()
  .regex(/^[a-z][a-z0-9_]*( [+-] [a-z][a-z0-9_]*)*$/, 'must be columns joined by + or -');

const measureSchema = z.strictObject({
  table: z.enum(measureTables),
  sql: identifiersOnly,
  unit: z.string().min(1),
  scale: z.number().positive(),
  point: z.enum(['M0', 'M3', 'M4', 'Mc', 'board', 'facility']).optional(),
  overTime: z.enum(aggregations),
  overDevices: z.enum(['sum', 'mean', 'none']),
  lateMs: z.int().positive().optional(),
  brief: sentence,
});

const described = {
  title: z.string().regex(/^[A-Z]/),
  brief: sentence,
  unit: z.string().min(1),
  display: z.strictObject({ unit: z.string().min(1), scale: z.number().positive() }),
  better: z.enum(['higher', 'lower', 'neither']),
  status: z.literal('modelled').optional(),
  standard: z.string().min(1).optional(),
  category: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  caveats: z.array(sentence).optional(),
};
const source = z.strictObject({
  dimensions: z.array(z.enum(dimensions)).min(1),
  numerator: id,
  denominator: id.optional(),
  covered: z.array(id).min(1),
  expected: id.optional(),
  isOfMonths: z.literal(true).optional(),
  leastDays: z.int().positive().optional(),
  needs: z.string().min(1).optional(),
  fallback: id.optional(),
});
const quantity = z.strictObject({ value: z.number(), unit: z.string().min(1) });
const formula: z.ZodType = z.lazy(() =>
  z.union([z.number(), quantity, id, z.tuple([z.enum(operators), formula, formula])]),
);
const metricSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('simple'), ...described, sources: z.array(source).min(1) }),
  z.strictObject({
    kind: z.literal('ratio'),
    ...described,
    sources: z.array(source.required({ denominator: true })).min(1),
  }),
  z.strictObject({ kind: z.literal('derived'), ...described, formula }),
  z.strictObject({
    kind: z.literal('statistic'),
    ...described,
    method: z.enum(claimMethods),
    formula: z.string().min(1),
    inputs: z.array(id).min(1),
    leastDays: z.int().positive(),
  }),
]);

const hasMeasure = (name: string): name is MeasureId => Object.hasOwn(measures, name);

/** The unit that a formula gives; a bare number has unit 1. */
function formulaUnit(part: Formula): string {
  if (typeof part === 'number') return '1';
  if (typeof part === 'string') return isMetricId(part) ? metricOf(part).unit : '1';
  if ('unit' in part) return part.unit;
  const [operator, left, right] = part;
  const isLimit = operator === 'min' || operator === 'max';
  if (isLimit && typeof left === 'number') return formulaUnit(right);
  const units = [formulaUnit(left), formulaUnit(right)] as const;
  if (operator === '*') return productUnit(...units);
  if (operator === '/') return quotientUnit(...units);
  if (canonicalUnit(units[0]) !== canonicalUnit(units[1])) throw new Error(`${units[0]} ${operator} ${units[1]}`);
  return units[0];
}

function namesOf(part: Formula): string[] {
  if (typeof part === 'number' || (typeof part === 'object' && 'unit' in part)) return [];
  return typeof part === 'string' ? [part] : [...namesOf(part[1]), ...namesOf(part[2])];
}

function reaches(start: string, part: Formula, seen: readonly string[] = []): boolean {
  return namesOf(part).some((name) => {
    if (name === start || seen.includes(name)) return true;
    const metric = isMetricId(name) ? metricOf(name) : undefined;
    return metric?.kind === 'derived' && reaches(start, metric.formula, [...seen, name]);
  });
}

function sourceFaults(part: Source): string[] {
  const unknown = measuresOf(part).filter((name) => !hasMeasure(name));
  if (unknown.length > 0) return unknown.map((name) => `no measure ${String(name)}`);
  const table = tableOf(part);
  const named = [...measuresOf(part), expectedOf[table]];
  const elsewhere = named.filter((name) => ![table, 'window'].includes(measure(name).table));
  const times = [...part.covered, ...(part.expected ? [part.expected] : [])];
  const untimed = times.filter((name) => measure(name).unit !== 's');
  return [...elsewhere.map((name) => `${name} is not in ${table}`), ...untimed.map((name) => `${name} covers no time`)];
}

function unitFaults(metric: Metric): string[] {
  if (metric.kind === 'statistic') return [];
  const units =
    metric.kind === 'derived'
      ? [formulaUnit(metric.formula)]
      : metric.sources.map((part) =>
          part.denominator === undefined
            ? measure(part.numerator).unit
            : quotientUnit(measure(part.numerator).unit, measure(part.denominator).unit),
        );
  return units
    .filter((unit) => canonicalUnit(unit) !== canonicalUnit(metric.unit))
    .map((unit) => `is declared in ${metric.unit}, but its parts give ${unit}`);
}

/** Faults of a formula that belongs to no metric. */
function formulaFaults(part: Formula, unit: string): string[] {
  const unknown = namesOf(part).filter((operand) => !isMetricId(operand));
  if (unknown.length > 0) return unknown.map((operand) => `no metric ${operand}`);
  const given = formulaUnit(part);
  return canonicalUnit(given) === canonicalUnit(unit) ? [] : [`is declared in ${unit}, but its parts give ${given}`];
}

function metricFaults(name: MetricId): string[] {
  const metric = metricOf(name);
  if (metric.kind === 'derived') {
    const unknown = namesOf(metric.formula).filter((operand) => !isMetricId(operand));
    if (unknown.length > 0) return unknown.map((operand) => `no metric ${operand}`);
    if (reaches(name, metric.formula)) return ['its formula leads back to itself'];
    if (dimensionsOf(name).length === 0) return ['its inputs share no dimension'];
  } else if (metric.kind === 'statistic') {
    const unknown = metric.inputs.filter((input) => !isMetricId(input) || isStatistic(input));
    if (unknown.length > 0) return unknown.map((input) => `its input ${input} is no metric that is added up`);
  } else {
    const faults = metric.sources.flatMap((part) => sourceFaults(part));
    if (faults.length > 0) return faults;
  }
  return unitFaults(metric);
}

const shape = (what: string, schema: z.ZodType, value: unknown): string[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => `${what} ${issue.path.join('.')}: ${issue.message}`);
};

/** Every fault of the catalogue: shapes, references to what is missing, units that do not agree. None in a released one. */
export function catalogueFaults(): string[] {
  const shapes = [
    ...Object.entries(measures).flatMap(([name, value]) => [
      ...shape(name, id, name),
      ...shape(name, measureSchema, value),
    ]),
    ...Object.entries(metrics).flatMap(([name, value]) => [
      ...shape(name, id, name),
      ...shape(name, metricSchema, value),
    ]),
  ];
  if (shapes.length > 0) return shapes;
  const figures = Object.entries<Figure>(miningSensitivity.figures).flatMap(([name, { formula, unit }]) =>
    formulaFaults(formula, unit).map((fault) => `figure ${name}: ${fault}`),
  );
  if (figures.length > 0) return figures;
  return metricIds.flatMap((name) => metricFaults(name).map((fault) => `${name}: ${fault}`));
}
