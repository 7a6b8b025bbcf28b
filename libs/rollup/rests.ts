import type { NativeColumn } from '#store';
import { longs } from './columns.ts';
import { subtractAll, viewOf } from './longs.ts';

/**
 * Columns of miners that others nearly add up to. `rollup_asic` has what is left of each under a name of its own, which compresses to next to
 * nothing, and the column itself is an alias that adds it up again, exactly.
 */
const rests: Readonly<Record<string, { readonly rest: string; readonly parts: readonly string[] }>> = {
  energy_j: { rest: 'energy_rest_j', parts: ['metered_j', 'psu_j', 'estimated_j', 'configured_j'] },
  rate_gh: { rest: 'rate_rest_gh', parts: ['hash_gh'] },
  wall_j: { rest: 'wall_rest_j', parts: ['energy_j'] },
  facility_diff: { rest: 'facility_rest_diff', parts: ['wall_diff'] },
  late_diff: { rest: 'late_rest_diff', parts: ['stale_diff'] },
  submitted_diff: { rest: 'submitted_rest_diff', parts: ['accepted_diff', 'rejected_diff', 'stale_diff'] },
  checked_errors: { rest: 'checked_rest_errors', parts: ['hw_errors'] },
  checked_nonces: { rest: 'checked_rest_nonces', parts: ['submitted_diff', 'hw_errors'] },
};

/** The values of a column of whole numbers, where they are. */
function valuesOf(columns: ReadonlyMap<string, NativeColumn>, name: string): BigInt64Array {
  const [bytes] = columns.get(name)?.data ?? [];
  if (!bytes) throw new Error(`There is no column ${name}`);
  return new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.length / BigInt64Array.BYTES_PER_ELEMENT);
}

/** The columns of miners as their table has them: in the place of each that others nearly add up to, what is left of it. */
export function withRests(columns: readonly NativeColumn[]): NativeColumn[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return columns.map((column) => {
    const told = rests[column.name];
    if (!told) return column;
    const left = viewOf(valuesOf(byName, column.name).slice());
    for (const part of told.parts) subtractAll(left, viewOf(valuesOf(byName, part)));
    return longs(told.rest, left.values);
  });
}
