import type { KpiRow } from '#kpi';
import { isoOf } from '#runtime';
import type { StatedValue, Value } from './value-shapes.ts';

/** Writes instants as text. Most of an answer are the same few buckets, and each is written once. */
function instants(): (ms: number) => string {
  const known = new Map<number, string>();
  return (ms) => {
    const text = known.get(ms) ?? isoOf(ms);
    known.set(ms, text);
    return text;
  };
}

/** A row as it is answered; field by field, as spreading takes several times as long. */
const valueOf = (row: KpiRow, textOf: (ms: number) => string): Value => ({
  metric: row.metric,
  site: row.site,
  hall: row.hall,
  model: row.model,
  device: row.device,
  start: textOf(row.start),
  end: textOf(row.end),
  value: row.value,
  unit: row.unit,
  numerator: row.numerator,
  denominator: row.denominator,
  coverage: row.coverage,
  devices: row.devices,
  quality: row.quality,
  reason: row.reason,
  point: row.point,
  fallback: row.fallback,
  sources: row.sources,
  category: row.category,
  through: row.through === null ? null : textOf(row.through),
  days: row.days,
});

/** The rows as they are answered. */
export function valuesOf(rows: readonly KpiRow[]): Value[] {
  const textOf = instants();
  return rows.map((row) => valueOf(row, textOf));
}

/** Shows a row with whether it has been published: all that ended by an instant of its site. */
export function stated(publishedThrough: (site: string) => number | undefined): (row: KpiRow) => StatedValue {
  const textOf = instants();
  return (row) =>
    Object.assign(valueOf(row, textOf), {
      state: row.end <= (publishedThrough(row.site) ?? -Infinity) ? ('final' as const) : ('provisional' as const),
    });
}
