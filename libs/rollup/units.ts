import type { DeviceClass } from '#contracts';
import type { NativeColumn } from '#store';
import { parting } from './apportion.ts';
import type { Balance } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { counts, doubles, instants, longs, named, names, seconds, versions, wholes } from './columns.ts';
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

const place = ({ expected }: UnitRow): string => expected?.hall ?? '';
const through = ({ sums }: ClassUnits, row: number): number => (row < 0 ? 0 : (sums.through[row] ?? 0));

/** The columns that all classes have. */
function commonColumns(units: ClassUnits, buckets: readonly Bucket[], site: string): NativeColumn[] {
  const { rows, sums } = units;
  const bucket = ({ at }: UnitRow): Bucket | undefined => buckets[at];
  return [
    named('site', site, rows.length),
    named('grain', '15m', rows.length),
    seconds(
      'bucket_start',
      rows.map((row) => bucket(row)?.from ?? 0),
    ),
    seconds(
      'bucket_end',
      rows.map((row) => bucket(row)?.to ?? 0),
    ),
    names('hall', rows.map(place)),
    names(
      'model',
      rows.map(({ expected }) => expected?.model ?? ''),
    ),
    names(
      'device',
      rows.map(({ device }) => device),
    ),
    wholes(
      'expected_ms',
      rows.map(({ expected }) => expected?.expectedMs ?? 0),
    ),
    wholes(
      'readings',
      rows.map(({ row }) => (row < 0 ? 0 : (sums.readings[row] ?? 0))),
    ),
    counts(
      'flags',
      rows.map(({ row }) => (row < 0 ? 0 : (sums.flags[row] ?? 0))),
    ),
    instants(
      'through',
      rows.map(({ row }) => through(units, row)),
    ),
    versions(
      'version',
      rows.map((row) => bucket(row)?.version ?? 0n),
    ),
  ];
}

const plain = {
  asic: [
    'reported_ms',
    'bridged_ms',
    'observed_ms',
    'energy_j',
    'energy_ms',
    'hash_gh',
    'hash_ms',
    'rate_gh',
    'rate_ms',
    'accepted_diff',
    'rejected_diff',
    'stale_diff',
    'shares_ms',
    'rejects_ms',
    'hw_errors',
    'up_ms',
  ],
  gpu: [
    'reported_ms',
    'bridged_ms',
    'observed_ms',
    'energy_j',
    'energy_ms',
    'limited_energy_j',
    'limit_j',
    'limited_ms',
    'sm_ms',
    'sm_observed_ms',
    'sm_fallback_ms',
    'tensor_ms',
    'tensor_observed_ms',
    'util_ms',
    'util_observed_ms',
  ],
  cooling: [
    'reported_ms',
    'bridged_ms',
    'observed_ms',
    'energy_j',
    'energy_ms',
    'heat_j',
    'heat_ms',
    'flow_ml',
    'water_ml',
  ],
  meter: ['reported_ms', 'bridged_ms', 'observed_ms', 'import_j', 'export_j', 'energy_ms'],
} as const satisfies Record<DeviceClass, readonly string[]>;

/** What the units of a range are put into rows with. */
export interface UnitContext {
  readonly site: string;
  readonly buckets: readonly Bucket[];
  /** By bucket: the balance of each hall. */
  readonly halls: readonly ReadonlyMap<string, Balance>[];
}

const joint = 0.9;

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
  const used = context.buckets.map(() => new Map<string, bigint>());
  for (const units of classes) {
    const energy = gathered(units, 'energy_j');
    for (const [index, unit] of units.rows.entries()) {
      const halls = used[unit.at];
      halls?.set(place(unit), (halls.get(place(unit)) ?? 0n) + (energy[index] ?? 0n));
    }
  }
  return used;
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
    hasFacility: facilityMs > 0 && facilityMs >= joint * dueMs,
  };
}

const plainColumns = (deviceClass: DeviceClass, units: ClassUnits, context: UnitContext): NativeColumn[] => [
  ...commonColumns(units, context.buckets, context.site),
  ...plain[deviceClass].map((name) => longs(name, gathered(units, name))),
];

/** Rows of `rollup_asic` and `rollup_gpu`, each unit with its share of the facility energy of its hall. */
export function computeColumns(
  asic: ClassUnits,
  gpu: ClassUnits,
  context: UnitContext,
): { asic: NativeColumn[]; gpu: NativeColumn[] } {
  const shares = new HallShares(context, usedByHall(context, [asic, gpu]));
  return { asic: asicColumns(asic, context, shares), gpu: gpuColumns(gpu, context, shares) };
}

function asicColumns(units: ClassUnits, context: UnitContext, shares: HallShares): NativeColumn[] {
  const { rows } = units;
  const [energy, energyMs] = [gathered(units, 'energy_j'), gathered(units, 'energy_ms')];
  const [accepted, sharesMs] = [gathered(units, 'accepted_diff'), gathered(units, 'shares_ms')];
  const wall = { j: new BigInt64Array(rows.length), diff: new BigInt64Array(rows.length), ms: [] as number[] };
  const facility = { j: new BigInt64Array(rows.length), diff: new BigInt64Array(rows.length), ms: [] as number[] };
  for (const [index, unit] of rows.entries()) {
    const { baseMs, isUsed, hasFacility } = jointOf(unit, Number(energyMs[index] ?? 0n), context);
    const part = shares.next(unit, place(unit), energy[index] ?? 0n);
    const isWall = isUsed && Number(sharesMs[index] ?? 0n) >= joint * baseMs;
    const isFacility = isWall && hasFacility;
    wall.ms.push(isWall ? baseMs : 0);
    facility.ms.push(isFacility ? baseMs : 0);
    if (isWall) [wall.j[index], wall.diff[index]] = [energy[index] ?? 0n, accepted[index] ?? 0n];
    if (isFacility) [facility.j[index], facility.diff[index]] = [part, accepted[index] ?? 0n];
  }
  return [
    ...plainColumns('asic', units, context),
    doubles(
      'nominal_gh',
      rows.map(({ expected }) => expected?.nominalGh ?? 0),
    ),
    doubles(
      'nominal_shares_gh',
      rows.map(({ expected }, index) => ((expected?.nominalGhs ?? 0) * Number(sharesMs[index] ?? 0n)) / 1000),
    ),
    wholes(
      'curtailed_ms',
      rows.map(({ expected }) => expected?.curtailedMs ?? 0),
    ),
    longs('wall_j', wall.j),
    longs('wall_diff', wall.diff),
    wholes('wall_ms', wall.ms),
    longs('facility_j', facility.j),
    longs('facility_diff', facility.diff),
    wholes('facility_ms', facility.ms),
  ];
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
    longs('facility_j', facilityJ),
    wholes('facility_ms', facilityMs),
  ];
}

/** Rows of `rollup_cooling`. */
export const coolingColumns = (units: ClassUnits, context: UnitContext): NativeColumn[] => [
  ...plainColumns('cooling', units, context),
  names(
    'loop',
    units.rows.map(({ expected }) => expected?.loop ?? ''),
  ),
];

/** Rows of `rollup_meter`; a peak is the mean power of a quarter of an hour that is covered whole and not bridged. */
export function meterColumns(units: ClassUnits, context: UnitContext): NativeColumn[] {
  const [drawn, ms, bridged] = [
    gathered(units, 'import_j'),
    gathered(units, 'energy_ms'),
    gathered(units, 'bridged_ms'),
  ];
  return [
    ...plainColumns('meter', units, context),
    names(
      'loop',
      units.rows.map(({ expected }) => expected?.loop ?? ''),
    ),
    names(
      'point',
      units.rows.map(({ expected }) => expected?.point ?? ''),
    ),
    doubles(
      'peak_w',
      units.rows.map((_, index) =>
        (ms[index] ?? 0n) >= 900_000n && bridged[index] === 0n ? Number(drawn[index] ?? 0n) / 900 : 0,
      ),
    ),
  ];
}
