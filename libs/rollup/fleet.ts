import type { DeviceClass } from '#contracts';
import type { Bucket } from './bucket.ts';
import { type Longs, numberAt, valueAt, WholeSum } from './longs.ts';
import type { ReadingSums } from './sums.ts';
import { type ClassUnits, place, type UnitRow } from './units.ts';

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
  /** Time in which the energies below are known. */
  readonly asicEnergyMs: number;
  readonly gpuEnergyMs: number;
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
  asicEnergyMs: 0,
  gpuEnergyMs: 0,
  asicJ: 0n,
  gpuJ: 0n,
};

/** Sums of miners, by row. */
type MinerSums = Readonly<Record<'energy' | 'energyMs' | 'accepted' | 'shares', Longs>>;

/** A fleet while units are being added to it. */
class Gathering {
  readonly #count: { -readonly [Key in keyof Fleet]: Fleet[Key] } = { ...noFleet };
  readonly #accepted = new WholeSum();
  readonly #used = { asic: new WholeSum(), gpu: new WholeSum() };

  add(sums: ReadingSums, reported: Longs, { expected, row }: UnitRow): void {
    const count = this.#count;
    const expectedMs = expected?.expectedMs ?? 0;
    count.expectedMs += expectedMs;
    if (expectedMs > 0) count.expectedDevices += 1;
    if (row < 0) return;
    const reportedMs = numberAt(reported, row);
    count.reportedMs += reportedMs;
    if (reportedMs > 0) count.devices += 1;
    count.readings += valueAt(sums.readings, row);
    count.flags = (count.flags | valueAt(sums.flags, row)) >>> 0;
    count.through = Math.max(count.through, valueAt(sums.through, row));
  }

  addMiner({ energy, energyMs, accepted, shares }: MinerSums, { expected, row }: UnitRow): void {
    this.#count.asicExpectedMs += expected?.expectedMs ?? 0;
    if (row < 0) return;
    this.#used.asic.add(energy, row);
    this.#count.asicEnergyMs += numberAt(energyMs, row);
    this.#accepted.add(accepted, row);
    this.#count.sharesMs += numberAt(shares, row);
  }

  addBoard(energy: Longs, energyMs: Longs, { expected, row }: UnitRow): void {
    this.#count.gpuExpectedMs += expected?.expectedMs ?? 0;
    if (row < 0) return;
    this.#used.gpu.add(energy, row);
    this.#count.gpuEnergyMs += numberAt(energyMs, row);
  }

  get fleet(): Fleet {
    const { asic, gpu } = this.#used;
    return { ...this.#count, acceptedDiff: this.#accepted.value, asicJ: asic.value, gpuJ: gpu.value };
  }
}

/** What only a class of its own counts. */
function ownFacts(deviceClass: DeviceClass, sums: ReadingSums): (gathering: Gathering, unit: UnitRow) => void {
  const [energy, energyMs] = [sums.of('energy_j'), sums.of('energy_ms')];
  if (deviceClass === 'gpu') return (gathering, unit) => gathering.addBoard(energy, energyMs, unit);
  if (deviceClass !== 'asic') return () => undefined;
  const miners = { energy, energyMs, accepted: sums.of('accepted_diff'), shares: sums.of('shares_ms') };
  return (gathering, unit) => gathering.addMiner(miners, unit);
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
  asicEnergyMs: a.asicEnergyMs + b.asicEnergyMs,
  gpuEnergyMs: a.gpuEnergyMs + b.gpuEnergyMs,
  asicJ: a.asicJ + b.asicJ,
  gpuJ: a.gpuJ + b.gpuJ,
});

/** Inference servers are none of it: they run on boards that are. */
const fleetClasses = ['asic', 'gpu', 'cooling', 'meter'] as const satisfies readonly DeviceClass[];

/** By bucket and hall (empty for the whole site): what all units there have reported. */
export function fleetsOf(
  buckets: readonly Bucket[],
  classes: Readonly<Record<(typeof fleetClasses)[number], ClassUnits>>,
): ReadonlyMap<string, Fleet>[] {
  const gathered = buckets.map(() => new Map<string, Gathering>());
  for (const name of fleetClasses) {
    const { sums, rows } = classes[name];
    const reported = sums.of('reported_ms');
    const addOwn = ownFacts(name, sums);
    for (const unit of rows) {
      const ofBucket = gathered[unit.at];
      const hall = place(unit);
      const gathering = ofBucket?.get(hall) ?? new Gathering();
      ofBucket?.set(hall, gathering);
      gathering.add(sums, reported, unit);
      addOwn(gathering, unit);
    }
  }
  return gathered.map((ofBucket) => {
    const fleets = new Map([...ofBucket].map(([hall, { fleet }]) => [hall, fleet]));
    return fleets.set('', [...fleets.values()].reduce(together, noFleet));
  });
}
