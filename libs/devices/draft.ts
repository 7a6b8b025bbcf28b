import type { Counter } from '#metering';

/** What a value may be, in the unit of its column; anything else is not used. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** A unit's answer while it is being read. */
export interface Draft {
  readonly gauges: Record<string, number | null>;
  readonly counters: Record<string, Counter>;
  readonly sources: Record<string, string>;
  readonly problems: string[];
  /** Put before each problem; names the board where there are several. */
  readonly prefix: string;
}

/** An empty draft whose gauges are all null. */
export function createDraft(gauges: Record<string, number | null>, problems: string[], prefix = ''): Draft {
  return { gauges, counters: {}, sources: {}, problems, prefix };
}

/** A plain object, as JSON gives it. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a string that is not blank, else undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function withoutUnit(text: string, unit: string): string {
  if (unit === '') return text;
  const end = text.slice(-unit.length);
  return end === unit || end.toUpperCase() === unit.toUpperCase() ? text.slice(0, -unit.length).trim() : text;
}

/** A number, or one written as text with or without its unit. Absent or blank is null; what is there but is no number is NaN. */
export function numberOf(value: unknown, unit = ''): number | null {
  if (typeof value === 'number') return value;
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') return Number.NaN;
  const text = value.trim();
  if (text === '') return null;
  const bare = withoutUnit(text, unit);
  return decimal.test(bare) ? Number(bare) : Number.NaN;
}

/** Notes why a field was not used. */
export function note(draft: Pick<Draft, 'problems' | 'prefix'>, field: string, reason: string): void {
  draft.problems.push(`${draft.prefix}${field}: ${reason}`);
}

/** Whether the value can be used; a value out of bounds is noted, an absent one is not. */
export function isUsable(
  draft: Draft,
  field: string,
  value: number | null,
  source: string,
  bounds: Bounds,
): value is number {
  if (value === null) return false;
  if (value >= bounds.min && value <= bounds.max) return true;
  note(draft, field, `${source} is ${value}, not ${bounds.min} to ${bounds.max} ${bounds.unit}`);
  return false;
}

/** Sets a gauge if the value can be used and tells whether it did. */
export function setGauge(draft: Draft, field: string, value: number | null, source: string, bounds: Bounds): boolean {
  if (!isUsable(draft, field, value, source, bounds)) return false;
  draft.gauges[field] = value;
  draft.sources[field] = source;
  return true;
}

/** Sets a counter if the value can be used and tells whether it did. */
export function setCounter(draft: Draft, field: string, value: number | null, source: string, bounds: Bounds): boolean {
  if (!isUsable(draft, field, value, source, bounds)) return false;
  draft.counters[field] = { value };
  draft.sources[field] = source;
  return true;
}
