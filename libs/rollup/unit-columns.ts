import type { DeviceClass } from '#contracts';
import type { NativeColumn } from '#store';
import type { Balance } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { counts, doubles, instants, longs, named, names, seconds, versions, wholes } from './columns.ts';
import { quarterMs } from './dirty.ts';
import { type ClassUnits, gathered, place, type UnitRow } from './units.ts';

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
    'psu_j',
    'estimated_j',
    'configured_j',
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
    'late_diff',
    'submitted_diff',
    'submitted_ms',
    'checked_errors',
    'checked_nonces',
    'checked_ms',
    'board_lost_ms',
    'board_due_ms',
    'boards_ms',
  ],
  gpu: [
    'reported_ms',
    'bridged_ms',
    'observed_ms',
    'energy_j',
    'energy_ms',
    'psu_j',
    'estimated_j',
    'configured_j',
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
    'xid_events',
    'xid_failures',
    'xid_ms',
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
  inference: [
    'reported_ms',
    'bridged_ms',
    'observed_ms',
    'prompt_tokens',
    'prompt_known_ms',
    'output_tokens',
    'output_known_ms',
    'requests',
    'requests_known_ms',
    'slo_judged',
    'slo_met',
    'slo_known_ms',
    'ttft_sum_ms',
    'ttft_count',
    'e2e_sum_ms',
    'e2e_count',
    'running_ms',
    'busy_ms',
    'busy_known_ms',
  ],
} as const satisfies Record<DeviceClass, readonly string[]>;

/** What the units of a range are put into rows with. */
export interface UnitContext {
  readonly site: string;
  readonly buckets: readonly Bucket[];
  /** By bucket: the balance of each hall. */
  readonly halls: readonly ReadonlyMap<string, Balance>[];
}

/** The columns of a class that need nothing but its units. */
export const plainColumns = (deviceClass: DeviceClass, units: ClassUnits, context: UnitContext): NativeColumn[] => [
  ...commonColumns(units, context.buckets, context.site),
  ...plain[deviceClass].map((name) => longs(name, gathered(units, name))),
];

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
        Number(ms[index] ?? 0n) >= quarterMs && bridged[index] === 0n ? Number(drawn[index] ?? 0n) / 900 : 0,
      ),
    ),
  ];
}
