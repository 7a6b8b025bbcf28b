import type { DeviceClass } from '#contracts';
import type { Bucket } from './bucket.ts';
import { numberAt, valueAt } from './longs.ts';
import type { ClassUnits, UnitRow } from './units.ts';

/** Units of all classes at one place in a bucket. */
export interface Fleet {
  readonly expectedMs: number;
  readonly reportedMs: number;
  /** Units that reported. */
  readonly devices: number;
  readonly expectedDevices: number;
  readonly readings: number;
  readonly flags: number;
  /** Latest end of their readings, UTC ms; 0 when none. */
  readonly through: number;
  readonly acceptedDiff: bigint;
  readonly sharesMs: number;
  readonly asicExpectedMs: number;
  readonly gpuExpectedMs: number;
  readonly asicJ: bigint;
  readonly gpuJ: bigint;
}

export const noFleet: Fleet = {
  expectedMs: 0,
  reportedMs: 0,
  devices: 0,
  expectedDevices: 0,
  readings: 0,
  flags: 0,
  through: 0,
  acceptedDiff: 0n,
  sharesMs: 0,
  asicExpectedMs: 0,
  gpuExpectedMs: 0,
  asicJ: 0n,
  gpuJ: 0n,
};

/** What only a class of its own counts. */
function classFacts(
  deviceClass: DeviceClass,
  { sums }: ClassUnits,
): (row: number, expectedMs: number) => Partial<Fleet> {
  if (deviceClass === 'asic') {
    const [energy, accepted, shares] = [sums.of('energy_j'), sums.of('accepted_diff'), sums.of('shares_ms')];
    return (row, expectedMs) => ({
      asicExpectedMs: expectedMs,
      asicJ: energy.values[row] ?? 0n,
      acceptedDiff: accepted.values[row] ?? 0n,
      sharesMs: numberAt(shares, row),
    });
  }
  if (deviceClass !== 'gpu') return () => ({});
  const energy = sums.of('energy_j');
  return (row, expectedMs) => ({ gpuExpectedMs: expectedMs, gpuJ: energy.values[row] ?? 0n });
}

/** Makes the fleet of one unit of a class. */
function fleetOf(deviceClass: DeviceClass, units: ClassUnits): (unit: UnitRow) => Fleet {
  const { sums } = units;
  const reported = sums.of('reported_ms');
  const ofClass = classFacts(deviceClass, units);
  return ({ expected, row }) => {
    const expectedMs = expected?.expectedMs ?? 0;
    const reportedMs = numberAt(reported, row);
    return {
      ...noFleet,
      expectedMs,
      reportedMs,
      devices: Number(reportedMs > 0),
      expectedDevices: Number(expectedMs > 0),
      readings: valueAt(sums.readings, row),
      flags: valueAt(sums.flags, row),
      through: valueAt(sums.through, row),
      ...ofClass(row, expectedMs),
    };
  };
}

const together = (a: Fleet, b: Fleet): Fleet => ({
  expectedMs: a.expectedMs + b.expectedMs,
  reportedMs: a.reportedMs + b.reportedMs,
  devices: a.devices + b.devices,
  expectedDevices: a.expectedDevices + b.expectedDevices,
  readings: a.readings + b.readings,
  flags: (a.flags | b.flags) >>> 0,
  through: Math.max(a.through, b.through),
  acceptedDiff: a.acceptedDiff + b.acceptedDiff,
  sharesMs: a.sharesMs + b.sharesMs,
  asicExpectedMs: a.asicExpectedMs + b.asicExpectedMs,
  gpuExpectedMs: a.gpuExpectedMs + b.gpuExpectedMs,
  asicJ: a.asicJ + b.asicJ,
  gpuJ: a.gpuJ + b.gpuJ,
});

/** By bucket and hall (empty for the whole site): what all units there have reported. */
export function fleetsOf(
  buckets: readonly Bucket[],
  classes: Readonly<Record<DeviceClass, ClassUnits>>,
): ReadonlyMap<string, Fleet>[] {
  const fleets = buckets.map(() => new Map<string, Fleet>());
  for (const [name, units] of Object.entries(classes)) {
    const fleet = fleetOf(name as DeviceClass, units);
    for (const unit of units.rows) {
      const ofBucket = fleets[unit.at];
      const hall = unit.expected?.hall ?? '';
      ofBucket?.set(hall, together(ofBucket.get(hall) ?? noFleet, fleet(unit)));
    }
  }
  for (const ofBucket of fleets) ofBucket.set('', [...ofBucket.values()].reduce(together, noFleet));
  return fleets;
}
