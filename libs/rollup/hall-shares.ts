import { parting } from '#runtime';
import type { NativeColumn } from '#store';
import { doubles, longs, wholes } from './columns.ts';
import type { ExpectedUnit } from './inventory.ts';
import { isCovered, joint } from './joint.ts';
import { WholeSum } from './longs.ts';
import { mixesOf } from './mix.ts';
import { plainColumns, type UnitContext } from './unit-columns.ts';
import { ratingColumns } from './ratings.ts';
import { withRests } from './rests.ts';
import { type ClassUnits, gathered, place, type UnitRow } from './units.ts';

/** Facility energy of the halls of a bucket, shared among their miners, then their boards, by their own energy. */
class HallShares {
  readonly #parts: (ReadonlyMap<string, (weight: bigint) => bigint> | undefined)[];

  constructor({ halls }: UnitContext, used: readonly ReadonlyMap<string, bigint>[]) {
    this.#parts = halls.map(
      (ofBucket, at) =>
        new Map(
          [...ofBucket].map(([hall, { facilityJ }]) => {
            const total = used[at]?.get(hall) ?? 0n;
            return [hall, parting(facilityJ, total > 0n ? total : 1n)];
          }),
        ),
    );
  }

  next({ at }: UnitRow, hall: string, weight: bigint): bigint {
    return this.#parts[at]?.get(hall)?.(weight) ?? 0n;
  }
}

/** By bucket: the energy of the miners and boards of each hall. */
function usedByHall(context: UnitContext, classes: readonly ClassUnits[]): Map<string, bigint>[] {
  const used = context.buckets.map(() => new Map<string, WholeSum>());
  for (const { rows, sums } of classes) {
    const energy = sums.of('energy_j');
    for (const unit of rows) {
      const halls = used[unit.at];
      const sum = halls?.get(place(unit)) ?? new WholeSum();
      halls?.set(place(unit), sum);
      if (unit.row >= 0) sum.add(energy, unit.row);
    }
  }
  return used.map((halls) => new Map([...halls].map(([hall, { value }]) => [hall, value])));
}

interface Joint {
  readonly baseMs: number;
  /** Energy is covered. */
  readonly isUsed: boolean;
  /** The facility energy of its hall is covered. */
  readonly hasFacility: boolean;
}

function jointOf(unit: UnitRow, energyMs: number, { buckets, halls }: UnitContext): Joint {
  const dueMs = buckets[unit.at]?.dueMs ?? 0;
  const baseMs = unit.expected ? unit.expected.expectedMs : dueMs;
  const facilityMs = place(unit) === '' ? 0 : (halls[unit.at]?.get(place(unit))?.facilityMs ?? 0);
  return {
    baseMs,
    isUsed: energyMs >= joint * baseMs,
    hasFacility: isCovered(facilityMs, dueMs),
  };
}

/** Rows of `rollup_asic` and `rollup_gpu`, each unit with its share of the facility energy of its hall. */
export function computeColumns(
  asic: ClassUnits,
  gpu: ClassUnits,
  context: UnitContext,
): { asic: NativeColumn[]; gpu: NativeColumn[] } {
  const shares = new HallShares(context, usedByHall(context, [asic, gpu]));
  return { asic: asicColumns(asic, context, shares), gpu: gpuColumns(gpu, context, shares) };
}

/** A joint figure of miners: energy and share difficulty of the rows in which both are covered. */
class JointColumns {
  readonly #j: BigInt64Array;
  readonly #diff: BigInt64Array;
  readonly #ms: number[] = [];

  constructor(rows: number) {
    this.#j = new BigInt64Array(rows);
    this.#diff = new BigInt64Array(rows);
  }

  add(isCovered: boolean, { j, diff, ms }: { j: bigint; diff: bigint; ms: number }): void {
    if (isCovered) [this.#j[this.#ms.length], this.#diff[this.#ms.length]] = [j, diff];
    this.#ms.push(isCovered ? ms : 0);
  }

  columns(name: string): NativeColumn[] {
    return [longs(`${name}_j`, this.#j), longs(`${name}_diff`, this.#diff), wholes(`${name}_ms`, this.#ms)];
  }
}

function asicColumns(units: ClassUnits, context: UnitContext, shares: HallShares): NativeColumn[] {
  const { rows } = units;
  const [energy, energyMs] = [gathered(units, 'energy_j'), gathered(units, 'energy_ms')];
  const [accepted, sharesMs] = [gathered(units, 'accepted_diff'), gathered(units, 'shares_ms')];
  const [wall, facility] = [new JointColumns(rows.length), new JointColumns(rows.length)];
  for (const [index, unit] of rows.entries()) {
    const [used = 0n, diff = 0n] = [energy[index], accepted[index]];
    const { baseMs, isUsed, hasFacility } = jointOf(unit, Number(energyMs[index]), context);
    const isWall = isUsed && Number(sharesMs[index]) >= joint * baseMs;
    wall.add(isWall, { j: used, diff, ms: baseMs });
    facility.add(isWall && hasFacility, { j: shares.next(unit, place(unit), used), diff, ms: baseMs });
  }
  const each = (of: (unit: ExpectedUnit) => number): number[] =>
    rows.map(({ expected }) => (expected ? of(expected) : 0));
  return withRests([
    ...plainColumns('asic', units, context),
    longs('metered_j', mixesOf(units, 'energy_j').metered),
    doubles(
      'nominal_gh',
      each(({ nominalGh }) => nominalGh),
    ),
    doubles(
      'nominal_shares_gh',
      each(({ nominalGhs }) => nominalGhs).map((ghs, index) => (ghs * Number(sharesMs[index])) / 1000),
    ),
    wholes(
      'curtailed_ms',
      each(({ curtailedMs }) => curtailedMs),
    ),
    ...wall.columns('wall'),
    ...facility.columns('facility'),
    ...ratingColumns(units),
  ]);
}

function gpuColumns(units: ClassUnits, context: UnitContext, shares: HallShares): NativeColumn[] {
  const { rows } = units;
  const [energy, energyMs] = [gathered(units, 'energy_j'), gathered(units, 'energy_ms')];
  const facilityJ = new BigInt64Array(rows.length);
  const facilityMs = rows.map((unit, index) => {
    const { baseMs, isUsed, hasFacility } = jointOf(unit, Number(energyMs[index] ?? 0n), context);
    const part = shares.next(unit, place(unit), energy[index] ?? 0n);
    if (!isUsed || !hasFacility) return 0;
    facilityJ[index] = part;
    return baseMs;
  });
  return [
    ...plainColumns('gpu', units, context),
    longs('metered_j', mixesOf(units, 'energy_j').metered),
    longs('facility_j', facilityJ),
    wholes('facility_ms', facilityMs),
  ];
}
