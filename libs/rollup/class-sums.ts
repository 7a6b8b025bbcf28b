import { type DeviceClass, flag } from '#contracts';
import type { Large, Rows, TextColumn } from '#store';
import type { UnitTerms } from './terms.ts';
import { failureXids } from './xid-classes.ts';

/** 1 for each row that a condition holds of; only whether it does where it is the same for all. */
type Mask = Uint8Array | boolean;

/** Values of readings, NaN where one has none; those that are not exact as numbers are in `large` too. */
interface Column {
  readonly values: Float64Array;
  readonly large?: Large | undefined;
}

/** What readings add to a sum: `values` of those that have one and are in the mask, if there is one. */
export interface Addend extends Column {
  readonly where?: Uint8Array;
}

/** What a reading adds to a sum by what the register says of its unit. */
export type HeldAddend = (row: number, terms: UnitTerms) => number;

/** By the name of the sum; undefined where no reading adds anything. */
export type Addends = Readonly<Record<string, Addend | HeldAddend | undefined>>;

/** The readings of a class. */
export interface Source {
  readonly rows: Rows;
  /** Length of each, ms. */
  readonly elapsed: Float64Array;
}

const columnOf = (rows: Rows, name: string): Column => ({ values: rows.numbers(name), large: rows.large(name) });

const at = (values: ArrayLike<number>, row: number): number => values[row] as number;

/** Rows that a condition holds of. */
function maskOf(count: number, holds: (row: number) => boolean): Mask {
  const mask = new Uint8Array(count);
  let held = 0;
  for (let row = 0; row < count; row++) {
    if (!holds(row)) continue;
    mask[row] = 1;
    held++;
  }
  return held === count ? true : held > 0 && mask;
}

function knownOf({ values }: Column): Mask {
  let unknown = 0;
  for (let row = 0; row < values.length; row++) if (Number.isNaN(at(values, row))) unknown++;
  return unknown === 0
    ? true
    : unknown < values.length && maskOf(values.length, (row) => !Number.isNaN(at(values, row)));
}

function both(a: Mask, b: Mask): Mask {
  if (typeof a === 'boolean') return a && b;
  if (typeof b === 'boolean') return b && a;
  return maskOf(a.length, (row) => at(a, row) + at(b, row) === 2);
}

function not(mask: Mask): Mask {
  return typeof mask === 'boolean' ? !mask : maskOf(mask.length, (row) => mask[row] === 0);
}

function within(where: Mask, column: Column): Addend | undefined {
  if (typeof where !== 'boolean') return { ...column, where };
  return where ? column : undefined;
}

function isOf({ keys, indices }: TextColumn, name: string): Mask {
  const index = keys.indexOf(name);
  // Most often all readings come from one source, or none from this one.
  if (index < 0 || !indices.includes(index)) return false;
  return indices.every((each) => each === index) || maskOf(indices.length, (row) => indices[row] === index);
}

function hasFlag(flags: Float64Array, bit: number): Mask {
  let all = 0;
  for (let row = 0; row < flags.length; row++) all |= at(flags, row);
  return (all & bit) !== 0 && maskOf(flags.length, (row) => (at(flags, row) & bit) !== 0);
}

/** Time that a quantity is known of: all of the reading where it was metered, what was observed of it otherwise. */
function knownTime(quantity: Column, source: TextColumn, { rows, elapsed }: Source): Addend | undefined {
  const observed = rows.numbers('observed_ms');
  const isMetered = isOf(source, 'metered');
  const isKnown = knownOf(quantity);
  if (typeof isMetered === 'boolean') return within(isKnown, { values: isMetered ? elapsed : observed });
  const values = observed.slice();
  for (let row = 0; row < values.length; row++) if (isMetered[row] === 1) values[row] = at(elapsed, row);
  return within(isKnown, { values });
}

/** How long an energy is known, and how much of it came from elsewhere than a meter. */
function energySums(energy: Column, source: Source): Addends {
  const from = source.rows.texts('energy_source');
  return {
    energy_ms: knownTime(energy, from, source),
    psu_j: within(isOf(from, 'psu'), energy),
    estimated_j: within(isOf(from, 'estimated'), energy),
    configured_j: within(isOf(from, 'configured'), energy),
  };
}

/** Of all classes. */
const commonSums = ({ rows, elapsed }: Source): Addends => ({
  reported_ms: { values: elapsed },
  bridged_ms: within(hasFlag(rows.numbers('flags'), flag.bridged), { values: elapsed }),
  observed_ms: { values: rows.numbers('observed_ms') },
});

/** The sum of columns of each row, if all are known. */
function sumOf(...columns: readonly Column[]): Column {
  const values = new Float64Array(columns[0]?.values.length ?? 0);
  let isLarge = columns.some(({ large }) => large !== undefined);
  for (const column of columns) {
    for (let row = 0; row < values.length; row++) {
      const sum = at(values, row) + at(column.values, row);
      values[row] = sum;
      isLarge ||= sum > Number.MAX_SAFE_INTEGER || sum < Number.MIN_SAFE_INTEGER;
    }
  }
  return { values, large: isLarge ? exactSums(values, columns) : undefined };
}

function exactSums(sums: Float64Array, columns: readonly Column[]): Large {
  const exact = ({ values, large }: Column, row: number): bigint => large?.get(row) ?? BigInt(at(values, row));
  const large = new Map<number, bigint>();
  sums.forEach((sum, row) => {
    if (Number.isNaN(sum)) return;
    large.set(
      row,
      columns.reduce((total, column) => total + exact(column, row), 0n),
    );
  });
  return large;
}

/** A share of shares, and errors among nonces, are taken of readings that know both sides. */
function shareSums({ rows, ...source }: Source): Addends {
  const elapsed = { values: source.elapsed };
  const [accepted, rejected] = [columnOf(rows, 'accepted_diff'), columnOf(rows, 'rejected_diff')];
  const [stale, errors, nonces] = [columnOf(rows, 'stale_diff'), columnOf(rows, 'hw_errors'), columnOf(rows, 'diff1')];
  const isAccepted = knownOf(accepted);
  const isJudged = both(isAccepted, knownOf(rejected));
  const isSubmitted = both(isJudged, knownOf(stale));
  const isChecked = both(knownOf(errors), knownOf(nonces));
  return {
    accepted_diff: accepted,
    rejected_diff: rejected,
    stale_diff: stale,
    shares_ms: within(isAccepted, elapsed),
    rejects_ms: within(isJudged, elapsed),
    late_diff: within(isSubmitted, stale),
    submitted_ms: within(isSubmitted, elapsed),
    submitted_diff: sumOf(accepted, rejected, stale),
    hw_errors: errors,
    checked_errors: within(isChecked, errors),
    checked_nonces: sumOf(errors, nonces),
    checked_ms: within(isChecked, elapsed),
  };
}

function asicSums(source: Source): Addends {
  const { rows } = source;
  const observed = columnOf(rows, 'observed_ms');
  const [energy, hash, rate] = [columnOf(rows, 'energy_j'), columnOf(rows, 'hash_gh'), columnOf(rows, 'rate_gh')];
  const boards = columnOf(rows, 'boards');
  const ofBoards = (of: (row: number, due: number) => number): HeldAddend | undefined =>
    knownOf(boards) === false
      ? undefined
      : (row, { boards: due }) =>
          due > 0 && !Number.isNaN(at(boards.values, row)) ? of(row, due) * at(observed.values, row) : 0;
  return {
    energy_j: energy,
    ...energySums(energy, source),
    hash_gh: hash,
    hash_ms: knownTime(hash, rows.texts('hash_source'), source),
    rate_gh: rate,
    rate_ms: within(knownOf(rate), observed),
    ...shareSums(source),
    board_lost_ms: ofBoards((row, due) => Math.trunc(Math.max(due - at(boards.values, row), 0))),
    board_due_ms: ofBoards((_, due) => due),
    boards_ms: ofBoards(() => 1),
    up_ms: (row, { nominalGhs }) =>
      nominalGhs > 0 && at(rate.values, row) * 2000 >= nominalGhs * at(observed.values, row)
        ? at(observed.values, row)
        : 0,
  };
}

/** Energy is compared with the limit where that was held throughout. */
function gpuSums(source: Source): Addends {
  const { rows } = source;
  const elapsed = { values: source.elapsed };
  const observed = columnOf(rows, 'observed_ms');
  const [energy, limit] = [columnOf(rows, 'energy_j'), columnOf(rows, 'limit_j')];
  const isHeld = maskOf(rows.count, (row) => at(observed.values, row) >= at(elapsed.values, row));
  const isLimited = both(both(knownOf(energy), knownOf(limit)), isHeld);
  const [sm, tensor, util] = [columnOf(rows, 'sm_ms'), columnOf(rows, 'tensor_ms'), columnOf(rows, 'util_ms')];
  const [events, xid] = [columnOf(rows, 'xid_events'), columnOf(rows, 'xid')];
  const failures = new Set(failureXids());
  const isSm = knownOf(sm);
  return {
    energy_j: energy,
    ...energySums(energy, source),
    limited_energy_j: within(isLimited, energy),
    limit_j: within(isLimited, limit),
    limited_ms: within(isLimited, elapsed),
    sm_ms: sm,
    sm_observed_ms: within(isSm, observed),
    sm_fallback_ms: within(both(isSm, not(isOf(rows.texts('sm_source'), 'sm_active'))), observed),
    tensor_ms: tensor,
    tensor_observed_ms: within(knownOf(tensor), observed),
    util_ms: util,
    util_observed_ms: within(knownOf(util), observed),
    xid_events: events,
    xid_failures: within(
      maskOf(rows.count, (row) => failures.has(at(xid.values, row))),
      events,
    ),
    xid_ms: within(knownOf(events), elapsed),
  };
}

function coolingSums(source: Source): Addends {
  const { rows } = source;
  const elapsed = { values: source.elapsed };
  const observed = columnOf(rows, 'observed_ms');
  const [energy, heat, water] = [columnOf(rows, 'energy_j'), columnOf(rows, 'heat_j'), columnOf(rows, 'water_ml')];
  const supplied = columnOf(rows, 'supply_temp_c');
  const inBand = (bandOf: (bands: NonNullable<UnitTerms['bands']>) => readonly [number, number]): HeldAddend => {
    const lies = (row: number, [least, greatest]: readonly [number, number]): boolean =>
      at(supplied.values, row) >= least && at(supplied.values, row) <= greatest;
    return (row, { bands }) => (bands && lies(row, bandOf(bands)) ? at(observed.values, row) : 0);
  };
  return {
    energy_j: energy,
    ...energySums(energy, source),
    heat_j: heat,
    heat_ms: within(knownOf(heat), observed),
    flow_ml: columnOf(rows, 'flow_ml'),
    water_ml: water,
    water_ms: within(knownOf(water), elapsed),
    band_ms: inBand(() => [-Infinity, Infinity]),
    recommended_ms: inBand(({ recommended_c }) => recommended_c),
    allowable_ms: inBand(({ allowable_c }) => allowable_c),
  };
}

/** Where in a bridged reading its energy fell is not known: it is not located. */
function meterSums(source: Source): Addends {
  const { rows } = source;
  const elapsed = { values: source.elapsed };
  const [imported, exported] = [columnOf(rows, 'import_j'), columnOf(rows, 'export_j')];
  const isLocated = not(hasFlag(rows.numbers('flags'), flag.bridged));
  return {
    import_j: imported,
    export_j: exported,
    ...energySums(imported, source),
    located_import_j: within(isLocated, imported),
    located_export_j: within(isLocated, exported),
    located_ms: within(isLocated, elapsed),
  };
}

function inferenceSums({ rows, ...source }: Source): Addends {
  const elapsed = { values: source.elapsed };
  const known = (name: string): Mask => knownOf(columnOf(rows, name));
  const told = (name: string, time: string): Addends => ({
    [name]: columnOf(rows, name),
    [time]: within(known(name), elapsed),
  });
  const pair = (one: string, other: string): Addends => ({
    [one]: within(known(other), columnOf(rows, one)),
    [other]: within(known(one), columnOf(rows, other)),
  });
  return {
    ...told('prompt_tokens', 'prompt_known_ms'),
    ...told('output_tokens', 'output_known_ms'),
    ...told('requests', 'requests_known_ms'),
    ...pair('slo_judged', 'slo_met'),
    slo_known_ms: within(both(known('slo_judged'), known('slo_met')), elapsed),
    ...pair('ttft_sum_ms', 'ttft_count'),
    ...pair('e2e_sum_ms', 'e2e_count'),
    running_ms: columnOf(rows, 'running_ms'),
    busy_ms: columnOf(rows, 'busy_ms'),
    busy_known_ms: within(known('busy_ms'), columnOf(rows, 'observed_ms')),
  };
}

const ofClass: Readonly<Record<DeviceClass, (source: Source) => Addends>> = {
  asic: asicSums,
  gpu: gpuSums,
  cooling: coolingSums,
  meter: meterSums,
  inference: inferenceSums,
};

/** What the readings of a class add to each sum of their units: always the same names in the same order. */
export const addendsOf = (deviceClass: DeviceClass, source: Source): Addends => ({
  ...commonSums(source),
  ...ofClass[deviceClass](source),
});

interface Names {
  readonly sums: readonly string[];
  readonly columns: readonly string[];
}

function findNames(deviceClass: DeviceClass): Names {
  const columns = new Set<string>();
  const rows: Rows = {
    count: 0,
    numbers: (name) => (columns.add(name), new Float64Array(0)),
    large: () => undefined,
    texts: (name) => (columns.add(name), { keys: [], indices: new Uint8Array(0) }),
  };
  const sums = Object.keys(addendsOf(deviceClass, { rows, elapsed: new Float64Array(0) }));
  return { sums, columns: [...columns] };
}

const names = new Map<DeviceClass, Names>();

/** The sums of a class, and the columns of readings that they are made of. */
export function namesOf(deviceClass: DeviceClass): Names {
  const known = names.get(deviceClass) ?? findNames(deviceClass);
  names.set(deviceClass, known);
  return known;
}
