import type { Bucket, UnitBucket } from './buckets.ts';
import type { Hall, ReferenceSite } from './site.ts';
import { cut, sumOf } from './whole.ts';

/** Energies of the site or of a hall in one bucket, J, and the times in which they are known, ms. */
export interface Balance {
  readonly itJ: bigint;
  readonly itMs: number;
  readonly coolingJ: bigint;
  readonly coolingMs: number;
  readonly heatJ: bigint;
  readonly heatMs: number;
  readonly facilityJ: bigint;
  readonly facilityMs: number;
  /** Fully covered by meters, and none of them bridged: fit for a peak. */
  readonly isLevel: boolean;
}

interface Source {
  readonly amount: bigint;
  /** Time that is known of all of them: as much as of the least known. */
  readonly ms: number;
  readonly isBridged: boolean;
}

function sourceOf(bucket: Bucket, units: readonly UnitBucket[], name: string): Source {
  const missing = units.map(({ expectedMs, known }) => Math.max(0, expectedMs - (known[name]?.ms ?? 0)));
  return {
    amount: sumOf(units.map(({ known }) => known[name]?.amount ?? 0n)),
    ms: units.length === 0 ? 0 : Math.max(0, bucket.dueMs - Math.max(...missing)),
    isBridged: units.some(({ bridgedMs }) => bridgedMs > 0),
  };
}

const pointOf = (bucket: Bucket, point: string): UnitBucket[] =>
  bucket.units.filter(({ unit }) => unit.point === point);

/** Shares among the halls by weight: evenly when none weighs anything. */
function shareAmong(halls: readonly Hall[], whole: bigint, weights: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const given = halls.map(({ id }) => weights.get(id) ?? 0n);
  const isEmpty = sumOf(given) === 0n;
  const parts = cut(whole, isEmpty ? given.map(() => 1n) : given);
  return new Map(halls.map(({ id }, index) => [id, parts[index] ?? 0n]));
}

/** What is metered for a loop goes to its halls, the rest to all halls, by IT energy. */
function allocate(
  site: ReferenceSite,
  whole: bigint,
  ofLoops: ReadonlyMap<string, bigint>,
  weights: ReadonlyMap<string, bigint>,
): Map<string, bigint> {
  const parts = new Map(site.halls.map(({ id }) => [id, 0n]));
  const add = (shares: ReadonlyMap<string, bigint>): void => {
    for (const [hall, amount] of shares) parts.set(hall, (parts.get(hall) ?? 0n) + amount);
  };
  for (const [loop, amount] of ofLoops)
    add(
      shareAmong(
        site.halls.filter((hall) => hall.loop === loop),
        amount,
        weights,
      ),
    );
  add(shareAmong(site.halls, whole - sumOf([...ofLoops.values()]), weights));
  return parts;
}

const least = (...values: readonly number[]): number => Math.min(...values);

/** The energy balance of a bucket: of the site, and of its halls by id. */
export function balanceOf(site: ReferenceSite, bucket: Bucket): { site: Balance; halls: Map<string, Balance> } {
  const main = sourceOf(bucket, pointOf(bucket, 'M0'), 'energy');
  const it = sourceOf(bucket, pointOf(bucket, 'M3'), 'energy');
  const cooling = sourceOf(bucket, pointOf(bucket, 'Mc'), 'energy');
  const units = bucket.units.filter(({ unit }) => unit.class === 'cooling');
  const heat = sourceOf(bucket, units, 'heat');
  const facilityJ = main.ms > 0 ? main.amount : 0n;
  const isSplit = main.ms > 0 && it.ms > 0;
  const isFull = (source: Source): boolean => source.ms >= 900_000 && !source.isBridged;
  const ofSite = {
    itJ: it.amount,
    itMs: it.ms,
    coolingJ: cooling.amount,
    coolingMs: cooling.ms,
    heatJ: heat.amount,
    heatMs: heat.ms,
    facilityJ,
    facilityMs: main.ms,
    isLevel: isFull(main),
  };

  const loops = [...new Set(site.halls.map(({ loop }) => loop))];
  const byLoop = (from: readonly UnitBucket[], name: string): Map<string, bigint> =>
    new Map(
      loops.map((loop) => [
        loop,
        sourceOf(
          bucket,
          from.filter(({ unit }) => unit.loop === loop),
          name,
        ).amount,
      ]),
    );
  const feeders = new Map(
    site.halls.map(({ id }) => [
      id,
      sourceOf(
        bucket,
        pointOf(bucket, 'M3').filter(({ unit }) => unit.hall === id),
        'energy',
      ),
    ]),
  );
  const weights = new Map([...feeders].map(([id, { amount }]) => [id, amount]));
  const coolingOfLoops = byLoop(pointOf(bucket, 'Mc'), 'energy');
  const coolings = allocate(site, cooling.amount, coolingOfLoops, weights);
  const heats = allocate(site, heat.amount, byLoop(units, 'heat'), weights);
  const overheads = allocate(site, facilityJ - it.amount, coolingOfLoops, weights);
  const halls = site.halls.map(({ id }): [string, Balance] => {
    const feeder = feeders.get(id);
    const itJ = feeder?.amount ?? 0n;
    const itMs = feeder?.ms ?? 0;
    return [
      id,
      {
        itJ,
        itMs,
        coolingJ: coolings.get(id) ?? 0n,
        coolingMs: cooling.ms,
        heatJ: heats.get(id) ?? 0n,
        heatMs: heat.ms,
        facilityJ: isSplit ? itJ + (overheads.get(id) ?? 0n) : 0n,
        facilityMs: isSplit ? least(main.ms, it.ms, itMs) : 0,
        isLevel: isFull(main) && isFull(it),
      },
    ];
  });
  return { site: ofSite, halls: new Map(halls) };
}
