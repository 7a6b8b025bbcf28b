import type { DeviceClass } from '#contracts';
import type { ExpectedUnit } from './inventory.ts';
import { copyLong, newLongs } from './longs.ts';
import type { ReadingSums } from './sums.ts';

/** A unit in a bucket: as the register expects it, as it reported, or both. */
export interface UnitRow {
  /** Number of the bucket in the range. */
  readonly at: number;
  readonly device: string;
  /** Undefined for a unit that the register does not know: it has no place, and nothing is expected of it. */
  readonly expected: ExpectedUnit | undefined;
  /** Its row of the sums; -1 when nothing was read. */
  readonly row: number;
}

/** Units of a class in all buckets, ordered by bucket and device. */
export interface ClassUnits {
  readonly sums: ReadingSums;
  readonly rows: readonly UnitRow[];
}

const byDevice = (a: UnitRow, b: UnitRow): number => (a.device < b.device ? -1 : 1);

function unitsIn(at: number, expected: readonly ExpectedUnit[], reported: ReadonlyMap<string, number>): UnitRow[] {
  const units = expected.map((unit) => ({
    at,
    device: unit.device,
    expected: unit,
    row: reported.get(unit.device) ?? -1,
  }));
  if (units.reduce((found, { row }) => found + Number(row >= 0), 0) === reported.size) return units;
  const known = new Set(expected.map(({ device }) => device));
  const strangers = [...reported].filter(([device]) => !known.has(device));
  return [...units, ...strangers.map(([device, row]) => ({ at, device, expected: undefined, row }))].sort(byDevice);
}

/** Joins what is expected, by bucket, with what was read. */
export function unitsOf(
  deviceClass: DeviceClass,
  sums: ReadingSums,
  expected: readonly (readonly ExpectedUnit[])[],
): ClassUnits {
  const rows = expected.flatMap((units, at) =>
    unitsIn(
      at,
      units.filter((unit) => unit.class === deviceClass),
      sums.in(at),
    ),
  );
  return { sums, rows };
}

/** The sums of a column in the order of the units; 0 where nothing was read. */
export function gathered({ sums, rows }: ClassUnits, name: string): BigInt64Array {
  const source = sums.of(name);
  const column = newLongs(rows.length);
  rows.forEach(({ row }, index) => {
    if (row >= 0) copyLong(source, row, column, index);
  });
  return column.values;
}

/** The hall of a unit; empty when it has none. */
export const place = ({ expected }: UnitRow): string => expected?.hall ?? '';
