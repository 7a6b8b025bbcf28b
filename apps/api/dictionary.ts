import type { z } from 'zod';
import {
  dimensionsOf,
  type Formula,
  grainsOf,
  measure,
  type MeasureId,
  type MetricId,
  metricIds,
  metricOf,
  pointOf,
  type Source,
} from '#catalogue';
import type { metricShape } from './shapes.ts';

type MetricEntry = z.output<typeof metricShape>;

const signs = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const;

/** A formula as people write it. */
export function formulaText(formula: Formula): string {
  if (typeof formula === 'number' || typeof formula === 'string') return String(formula);
  if ('unit' in formula) return `${formula.value} ${formula.unit}`;
  const side = (part: Formula): string => (typeof part === 'object' ? `(${formulaText(part)})` : formulaText(part));
  const [operator, left, right] = formula;
  if (operator === 'min' || operator === 'max') return `${operator}(${formulaText(left)}, ${formulaText(right)})`;
  return `${side(left)} ${signs[operator]} ${side(right)}`;
}

const measureEntry = (id: MeasureId): { id: string; unit: string; brief: string } => ({
  id,
  unit: measure(id).unit,
  brief: measure(id).brief,
});

function sourceEntry(source: Source): MetricEntry['sources'][number] {
  const point = pointOf(source);
  return {
    dimensions: [...source.dimensions],
    numerator: measureEntry(source.numerator),
    ...(source.denominator ? { denominator: measureEntry(source.denominator) } : {}),
    ...(point ? { point } : {}),
  };
}

/** A metric in words of measures or metrics; one that is read in several places, of `source` or else of the first. */
export function formulaOf(id: MetricId, source?: Source | null): string {
  const metric = metricOf(id);
  if (metric.kind === 'derived') return formulaText(metric.formula);
  if (metric.kind === 'statistic') return metric.formula;
  const { numerator, denominator } = source ?? metric.sources[0];
  return denominator === undefined ? numerator : `${numerator} ÷ ${denominator}`;
}

function entry(id: MetricId): MetricEntry {
  const metric = metricOf(id);
  const sources = metric.kind === 'derived' || metric.kind === 'statistic' ? [] : metric.sources.map(sourceEntry);
  return {
    id,
    title: metric.title,
    brief: metric.brief,
    kind: metric.kind,
    unit: metric.display.unit,
    base_unit: metric.unit,
    scale: metric.display.scale,
    better: metric.better,
    dimensions: [...dimensionsOf(id)],
    grains: [...grainsOf(id)],
    formula: formulaOf(id),
    sources,
    ...(metric.kind === 'statistic' ? { least_days: metric.leastDays } : {}),
    ...(metric.status ? { status: metric.status } : {}),
    ...(metric.standard ? { standard: metric.standard } : {}),
    ...(metric.category ? { category: metric.category } : {}),
    caveats: [...(metric.caveats ?? [])],
  };
}

/** The catalogue as analysts read it. */
export const dictionary = (): MetricEntry[] => metricIds.map(entry);
