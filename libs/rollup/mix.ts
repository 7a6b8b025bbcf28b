import { type EnergyOrigin, energyOrigins } from '#contracts';
import { portion } from '#runtime';
import { type FacilityFigures, mixName, type MixedPoint } from './facility-names.ts';
import { type ClassUnits, gathered } from './units.ts';

/** An energy by where its figure comes from, J. */
export type Mix = Readonly<Record<EnergyOrigin, bigint>>;

const mixBy = (of: (origin: EnergyOrigin) => bigint): Mix =>
  Object.fromEntries(energyOrigins.map((origin) => [origin, of(origin)])) as Record<EnergyOrigin, bigint>;

export const sumOfMixes = (mixes: readonly Mix[]): Mix =>
  mixBy((origin) => mixes.reduce((sum, mix) => sum + mix[origin], 0n));

/** The same for a part of what the mix is of. */
export const partOfMix = (mix: Mix, part: bigint, whole: bigint): Mix =>
  mixBy((origin) => (whole > 0n ? portion(mix[origin], part, whole) : 0n));

/** By column of the origins, the energy of each unit; what the readings do not give to another origin is metered. */
export function mixesOf(units: ClassUnits, energy: string): Readonly<Record<EnergyOrigin, BigInt64Array>> {
  const [psu, estimated, configured] = (['psu_j', 'estimated_j', 'configured_j'] as const).map((name) =>
    gathered(units, name),
  ) as [BigInt64Array, BigInt64Array, BigInt64Array];
  const metered = gathered(units, energy).map(
    (whole, row) => whole - (psu[row] ?? 0n) - (estimated[row] ?? 0n) - (configured[row] ?? 0n),
  );
  return { metered, psu, estimated, configured };
}

export const mixAt = (columns: Readonly<Record<EnergyOrigin, BigInt64Array>>, row: number): Mix =>
  mixBy((origin) => columns[origin][row] ?? 0n);

/** The columns of a metering point. */
export const mixFigures = (point: MixedPoint, mix: Mix): Partial<FacilityFigures> =>
  Object.fromEntries(energyOrigins.map((origin) => [mixName(point, origin), mix[origin]]));
