import {
  expectedOf,
  type Formula,
  isMetricId,
  measure,
  type MeasureId,
  type MetricId,
  metricOf,
  mixOf,
  operandsOf,
  type Source,
  tableOf,
} from '#catalogue';
import { dayMs, type EnergyOrigin } from '#contracts';
import type { Group } from './groups.ts';
import type { Quality, SourceMix, Thresholds } from './query.ts';

/** A value in base units, and what it rests on. */
export interface Evaluated {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly coverage: number | null;
  readonly devices: number;
  readonly quality: Quality;
  readonly reason?: string | undefined;
  readonly fallback?: number | undefined;
  readonly sources?: SourceMix | undefined;
  readonly through: number | null;
  /** Days that a statistic is made from. */
  readonly days?: number | undefined;
}

/** What a metric is when its group has no row at all. */
export const nothing: Evaluated = {
  value: null,
  numerator: null,
  denominator: null,
  coverage: null,
  devices: 0,
  quality: 'none',
  reason: 'nothing of this kind is registered or has reported in the window',
  through: null,
};

/** A group with the window of its site, ms. */
export interface Windowed {
  readonly group: Group;
  readonly windowMs: number;
}

const sumOf = ({ group, windowMs }: Windowed, name: MeasureId): number =>
  name === 'window' ? windowMs : group.sum(name);

function baseOf(windowed: Windowed, source: Source, name: MeasureId): number {
  const { scale, overDevices } = measure(name);
  const sum = sumOf(windowed, name) * scale;
  if (overDevices !== 'mean') return sum;
  const units = sumOf(windowed, expectedOf[tableOf(source)]) / windowed.windowMs;
  return units > 0 && Number.isFinite(units) ? sum / units : 0;
}

function coverageOf(windowed: Windowed, source: Source): { covered: number; coverage: number | null } {
  const expected = sumOf(windowed, source.expected ?? expectedOf[tableOf(source)]);
  const covered = Math.min(...source.covered.map((name) => sumOf(windowed, name)));
  return { covered, coverage: expected > 0 ? Math.min(1, covered / expected) : null };
}

/** The grade of a coverage, with the reason where it is too low for a value. */
export function gradeOf(
  coverage: number | null,
  covered: number,
  thresholds: Thresholds,
): { quality: Quality; reason?: string } {
  if (covered <= 0) return { quality: 'none', reason: 'no readings in the window' };
  if (coverage === null) return { quality: 'none', reason: 'no time is expected: the register does not know the unit' };
  if (coverage >= thresholds.ok) return { quality: 'ok' };
  if (coverage >= thresholds.partial) return { quality: 'partial' };
  return { quality: 'insufficient', reason: `coverage ${coverage.toFixed(3)} is below ${thresholds.partial}` };
}

/** The grade of what a source has covered; where no reading is to blame for what is missing, the reason says what is. */
function sourceGrade(
  source: Source,
  { covered, coverage }: ReturnType<typeof coverageOf>,
  thresholds: Thresholds,
): ReturnType<typeof gradeOf> {
  if (source.expected !== undefined && coverage === null)
    return { quality: 'none', reason: 'the register lists nothing of the kind in the window' };
  const graded = gradeOf(coverage, covered, thresholds);
  if (source.isOfMonths && graded.reason !== undefined)
    return { ...graded, reason: `${graded.reason}; a part of it is known by whole months of the site only` };
  return graded;
}

const fallbackOf = (windowed: Windowed, source: Source, denominator: number | null): number | undefined =>
  source.fallback !== undefined && denominator ? baseOf(windowed, source, source.fallback) / denominator : undefined;

/** Of the energy at the metering point in the window the share that each origin gave; undefined where that is not known. */
function sourcesOf(windowed: Windowed, source: Source): SourceMix | undefined {
  const mix = mixOf(source);
  const whole = mix.reduce((sum, [, name]) => sum + sumOf(windowed, name), 0);
  if (whole <= 0) return undefined;
  const shares: Partial<Record<EnergyOrigin, number>> = {};
  for (const [origin, name] of mix) shares[origin] = sumOf(windowed, name) / whole;
  return shares as SourceMix;
}

/** Why there is no value though enough is covered; undefined when there is one, or coverage decides. */
function refusalOf(
  windowed: Windowed,
  source: Source,
  denominator: number | null,
): { quality: Quality; reason: string } | undefined {
  const { leastDays = 0 } = source;
  const days = sumOf(windowed, expectedOf[tableOf(source)]) / dayMs;
  if (days < leastDays)
    return { quality: 'insufficient', reason: `${days.toFixed(1)} days are measured, and ${leastDays} are needed` };
  return denominator === 0 ? { quality: 'none', reason: 'the denominator is zero' } : undefined;
}

/** Evaluates a simple metric or a ratio from its group. */
export function evaluateSource(windowed: Windowed, source: Source, thresholds: Thresholds): Evaluated {
  const { group } = windowed;
  const cover = coverageOf(windowed, source);
  const { covered, coverage } = cover;
  const numerator = baseOf(windowed, source, source.numerator);
  const denominator = source.denominator ? baseOf(windowed, source, source.denominator) : null;
  const graded = sourceGrade(source, cover, thresholds);
  const grade = graded.reason === undefined ? (refusalOf(windowed, source, denominator) ?? graded) : graded;
  const isKnown = covered > 0;
  // Field by field, as in the rows that are made of it: spreading takes several times as long, and an answer may have tens of thousands.
  return {
    value: grade.reason === undefined ? numerator / (denominator ?? 1) : null,
    numerator: isKnown ? numerator : null,
    denominator: isKnown ? denominator : null,
    coverage,
    devices: group.count(source.covered[0]),
    quality: grade.quality,
    reason: grade.reason,
    fallback: fallbackOf(windowed, source, denominator),
    sources: isKnown ? sourcesOf(windowed, source) : undefined,
    through: group.through,
  };
}

const operations = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  min: Math.min,
  max: Math.max,
} as const;

type Lookup = (id: MetricId) => Evaluated;

/** A formula from the values of its metrics, in base units; null where one is unknown, or by division by zero. */
export function computeFormula(formula: Formula, lookup: (id: MetricId) => Pick<Evaluated, 'value'>): number | null {
  if (typeof formula === 'number') return formula;
  if (typeof formula === 'string') return isMetricId(formula) ? lookup(formula).value : null;
  if ('unit' in formula) return formula.value;
  const [operator, left, right] = formula;
  const a = computeFormula(left, lookup);
  const b = computeFormula(right, lookup);
  if (a === null || b === null || (operator === '/' && b === 0)) return null;
  return operations[operator](a, b);
}

const rank: Readonly<Record<Quality, number>> = { ok: 0, partial: 1, insufficient: 2, none: 3 };

const least = (values: readonly (number | null)[]): number | null =>
  values.some((value) => value === null) ? null : Math.min(...values.map(Number));

/** Evaluates a formula from the values of its inputs: as good as the worst of them, and null when one is. */
export function evaluateFormula(id: MetricId, lookup: Lookup): Evaluated {
  const metric = metricOf(id);
  if (metric.kind !== 'derived') return lookup(id);
  const inputs = operandsOf(metric.formula).map((operand) => ({ operand, ...lookup(operand) }));
  const worst = inputs.reduce((bad, input) => (rank[input.quality] > rank[bad.quality] ? input : bad));
  const value = computeFormula(metric.formula, lookup);
  const { formula } = metric;
  const sides =
    typeof formula === 'object' && !('unit' in formula) && formula[0] === '/'
      ? [computeFormula(formula[1], lookup), computeFormula(formula[2], lookup)]
      : [];
  const reason = worst.reason === undefined ? undefined : `${worst.operand}: ${worst.reason}`;
  const isUndefined = value === null && reason === undefined;
  return {
    value,
    numerator: sides[0] ?? null,
    denominator: sides[1] ?? null,
    coverage: least(inputs.map((input) => input.coverage)),
    devices: Math.max(...inputs.map((input) => input.devices)),
    quality: isUndefined ? 'none' : worst.quality,
    ...(isUndefined ? { reason: 'the formula divides by zero' } : reason === undefined ? {} : { reason }),
    through: least(inputs.map((input) => input.through)),
  };
}
