import { hashesPerDifficulty } from '#market';
import { numberAt } from './longs.ts';
import { type ClassUnits, place } from './units.ts';

/**
 * By bucket and hall: rated less accepted hashes of the miners under orders, GH. Where in a bucket hashes fell is not known: what is
 * missing of the whole bucket counts, up to what is rated for the time under orders. A miner that says nothing meanwhile has none.
 */
export function curtailedHashes(buckets: number, { rows, sums }: ClassUnits): ReadonlyMap<string, number>[] {
  const halls = Array.from({ length: buckets }, () => new Map<string, { missing: number; rated: number }>());
  const accepted = sums.of('accepted_diff');
  for (const unit of rows) {
    const { expected, row, at } = unit;
    if (!expected || expected.curtailedMs === 0) continue;
    const { nominalGh, curtailedMs, expectedMs } = expected;
    const acceptedGh = row < 0 ? 0 : (numberAt(accepted, row) * hashesPerDifficulty) / 1e9;
    const { missing, rated } = halls[at]?.get(place(unit)) ?? { missing: 0, rated: 0 };
    halls[at]?.set(place(unit), {
      missing: missing + nominalGh - acceptedGh,
      rated: rated + (nominalGh * curtailedMs) / expectedMs,
    });
  }
  return halls.map(
    (ofBucket) =>
      new Map(
        [...ofBucket].map(([hall, { missing, rated }]) => [hall, Math.round(Math.max(Math.min(missing, rated), 0))]),
      ),
  );
}
