import { Temporal } from 'temporal-polyfill';
import type { DeviceClass } from '#contracts';
import type { NativeColumn } from '#store';
import { balancesOf, type CoolingLoad, type Loads, type MeterLoad } from './balance.ts';
import { type Bucket, type BucketOptions, bucketsOf } from './bucket.ts';
import type { Chain } from './chain.ts';
import { flags, named, seconds, versions, wholes } from './columns.ts';
import { quarterMs, type Range, sliceMs } from './dirty.ts';
import { fleetsOf } from './fleet.ts';
import { computeColumns } from './hall-shares.ts';
import type { Inputs } from './inputs.ts';
import { type ExpectedUnit, expectedUnits, type Inventory } from './inventory.ts';
import { mixAt, mixesOf } from './mix.ts';
import { siteColumns } from './site-columns.ts';
import { type Places, siteRows } from './site-rows.ts';
import { coolingColumns, meterColumns, plainColumns } from './unit-columns.ts';
import type { TableRows } from './together.ts';
import { type ClassUnits, gathered, unitsOf } from './units.ts';

export interface QuarterOptions extends BucketOptions {
  readonly site: string;
  readonly inventory: Inventory;
}

type Classes = Readonly<Record<DeviceClass, ClassUnits>>;

const missing = ({ expected }: { expected: ExpectedUnit | undefined }, knownMs: bigint | undefined): number =>
  Math.max((expected?.expectedMs ?? 0) - Number(knownMs ?? 0n), 0);

type Conditions = Omit<CoolingLoad, 'loop' | 'energyJ' | 'missingMs' | 'heatJ' | 'missingHeatMs' | 'expectedMs'>;

/** By row: what cooling units tell beside energy and heat. */
function coolingConditions(cooling: ClassUnits): (row: number) => Conditions {
  const mixes = mixesOf(cooling, 'energy_j');
  const column = (name: string): ((row: number) => bigint) => {
    const values = gathered(cooling, name);
    return (row) => values[row] ?? 0n;
  };
  const [water, waterMs, reportedMs] = [column('water_ml'), column('water_ms'), column('reported_ms')];
  const [bandMs, recommendedMs, allowableMs] = [column('band_ms'), column('recommended_ms'), column('allowable_ms')];
  return (row) => ({
    mix: mixAt(mixes, row),
    reportedMs: Number(reportedMs(row)),
    waterMl: water(row),
    waterMs: Number(waterMs(row)),
    bandMs: Number(bandMs(row)),
    recommendedMs: Number(recommendedMs(row)),
    allowableMs: Number(allowableMs(row)),
  });
}

/** By bucket: what the meters and cooling units that are expected there have counted. */
function loadsOf(buckets: readonly Bucket[], { meter, cooling }: Classes): Loads[] {
  const loads = buckets.map(({ dueMs }) => ({ dueMs, meters: [] as MeterLoad[], cooling: [] as CoolingLoad[] }));
  const [imported, exported] = [gathered(meter, 'import_j'), gathered(meter, 'export_j')];
  const [metered, bridged] = [gathered(meter, 'energy_ms'), gathered(meter, 'bridged_ms')];
  const drawnMixes = mixesOf(meter, 'import_j');
  for (const [index, unit] of meter.rows.entries()) {
    if (!unit.expected) continue;
    const { device, point, hall, loop } = unit.expected;
    loads[unit.at]?.meters.push({
      device,
      point,
      hall,
      loop,
      importJ: imported[index] ?? 0n,
      exportJ: exported[index] ?? 0n,
      mix: mixAt(drawnMixes, index),
      missingMs: missing(unit, metered[index]),
      bridgedMs: Number(bridged[index] ?? 0n),
    });
  }
  const [energy, energyMs] = [gathered(cooling, 'energy_j'), gathered(cooling, 'energy_ms')];
  const [heat, heatMs] = [gathered(cooling, 'heat_j'), gathered(cooling, 'heat_ms')];
  const conditionsAt = coolingConditions(cooling);
  for (const [index, unit] of cooling.rows.entries()) {
    if (!unit.expected) continue;
    loads[unit.at]?.cooling.push({
      loop: unit.expected.loop,
      energyJ: energy[index] ?? 0n,
      missingMs: missing(unit, energyMs[index]),
      heatJ: heat[index] ?? 0n,
      missingHeatMs: missing(unit, heatMs[index]),
      expectedMs: unit.expected.expectedMs,
      ...conditionsAt(index),
    });
  }
  return loads;
}

/** Rows of `rollup_bucket`: what each bucket is computed from; not done until all grains are stored. */
function bucketColumns(site: string, buckets: readonly Bucket[], revision: number): NativeColumn[] {
  const each = <Value>(of: (bucket: Bucket) => Value): Value[] => buckets.map(of);
  const count = (name: string, of: (bucket: Bucket) => number): NativeColumn =>
    versions(
      name,
      each((bucket) => BigInt(of(bucket))),
    );
  return [
    named('site', site, buckets.length),
    seconds(
      'bucket_start',
      each(({ from }) => from),
    ),
    wholes(
      'due_from',
      each(({ dueFrom }) => dueFrom),
    ),
    wholes(
      'due_to',
      each(({ dueTo }) => dueTo),
    ),
    wholes(
      'longest_ms',
      each(({ longestMs }) => longestMs),
    ),
    count('readings', ({ readings }) => readings),
    count('market_rows', ({ marketRows }) => marketRows),
    count('event_rows', ({ eventRows }) => eventRows),
    count('revision', () => revision),
    flags(
      'is_done',
      each(() => false),
    ),
    versions(
      'version',
      each(({ version }) => version),
    ),
  ];
}

function classesOf(inputs: Inputs, expected: readonly (readonly ExpectedUnit[])[]): Classes {
  return {
    asic: unitsOf('asic', inputs.asic, expected),
    gpu: unitsOf('gpu', inputs.gpu, expected),
    cooling: unitsOf('cooling', inputs.cooling, expected),
    inference: unitsOf('inference', inputs.inference, expected),
    meter: unitsOf('meter', inputs.meter.coarser(quarterMs / sliceMs), expected),
  };
}

/** Fleets and balances, by bucket. */
function placesOf(buckets: readonly Bucket[], classes: Classes, { halls }: Inventory): Places {
  const loads = loadsOf(buckets, classes);
  const balances = loads.map((ofBucket) => balancesOf(ofBucket, halls));
  return { loads, balances, fleets: fleetsOf(buckets, classes) };
}

/** The 15-minute rows of a range, from what the store knows of it: the plan first, then units, then site facts. */
export function computeQuarters(range: Range, inputs: Inputs, options: QuarterOptions): TableRows[] {
  const { site, inventory, revision } = options;
  const buckets = bucketsOf(range, inputs, options);
  const expected = buckets.map((bucket) => expectedUnits(inventory, bucket, inputs.events));
  const classes = classesOf(inputs, expected);
  const places = placesOf(buckets, classes, inventory);
  const halls = places.balances.map((ofBucket) => new Map(ofBucket.slice(1).map((balance) => [balance.hall, balance])));
  const context = { site, buckets, halls };
  const facts = siteRows({ range, inputs, inventory, buckets, expected, classes, ...places });
  const { asic, gpu } = computeColumns(classes.asic, classes.gpu, context);
  const servers = classes.inference;
  return [
    { table: 'rollup_bucket', columns: bucketColumns(site, buckets, revision), rows: buckets.length },
    { table: 'rollup_meter', columns: meterColumns(classes.meter, context), rows: classes.meter.rows.length },
    { table: 'rollup_cooling', columns: coolingColumns(classes.cooling, context), rows: classes.cooling.rows.length },
    { table: 'rollup_inference', columns: plainColumns('inference', servers, context), rows: servers.rows.length },
    { table: 'rollup_asic', columns: asic, rows: classes.asic.rows.length },
    { table: 'rollup_gpu', columns: gpu, rows: classes.gpu.rows.length },
    { table: 'rollup_site', columns: siteColumns(site, facts), rows: facts.length },
  ];
}

/** Stores rows of a range within a month: the plan, then everything else: a bucket whose recompute is cut off is planned and not done. */
export async function writeQuarters(chain: Chain, range: Range, tables: readonly TableRows[]): Promise<void> {
  const { site, revision, signal, together } = chain;
  const month = Temporal.Instant.fromEpochMilliseconds(range.from).toString().slice(0, 7);
  const write = (rows: TableRows): Promise<void> =>
    together.insert({ site, revision, signal, params: { month }, rows });
  const [plan, ...rest] = tables.filter(({ rows }) => rows > 0);
  if (plan) await write(plan);
  await Promise.all(rest.map(write));
}
