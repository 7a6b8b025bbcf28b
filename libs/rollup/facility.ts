import type { Facts } from '#register';
import { portion } from '#runtime';
import { total } from './apportion.ts';
import { type Balance, known, type Loads, loopsOf, type MeterLoad } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { heldAt } from './dated.ts';
import type { SomeFigures } from './facility-names.ts';
import { type Fleet, noFleet } from './fleet.ts';
import type { Inventory, RegisteredHall } from './inventory.ts';
import { isCovered } from './joint.ts';
import { mixFigures, partOfMix, sumOfMixes } from './mix.ts';
import { decimals, scaled } from './scaled.ts';

const one = 10n ** BigInt(decimals);

/** What the energy figures of a bucket are made of. */
export interface FacilitySources {
  readonly bucket: Bucket;
  readonly loads: Loads;
  readonly fleets: ReadonlyMap<string, Fleet>;
  readonly inventory: Inventory;
}

/** A place with the whole site beside it. */
interface Place {
  readonly balance: Balance;
  readonly site: Balance;
}

const imported = (meters: readonly MeterLoad[]): bigint => total(meters.map(({ importJ }) => importJ));
const at = ({ meters }: Loads, ...points: string[]): MeterLoad[] =>
  meters.filter(({ point }) => points.includes(point));
const factor = (value: number, whole: bigint): bigint => portion(whole, scaled(value), one);

/** The energies of a place by where their figures come from. Of a hall, what it shares with others is mixed as the site's. */
export function sourceMix({ loads }: FacilitySources, { balance, site }: Place): SomeFigures {
  const mixOf = (meters: readonly MeterLoad[]) => sumOfMixes(meters.map(({ mix }) => mix));
  const loops = loopsOf(loads);
  const hasCommonMeter = loops.some(({ loop, hasMeter }) => loop === '' && hasMeter);
  const cooling = sumOfMixes(loops.filter(({ hasMeter }) => hasMeter || !hasCommonMeter).map(({ mix }) => mix));
  const facility = mixOf(at(loads, 'M0', 'Mg'));
  const feeders = at(loads, 'M3');
  const isSite = balance.hall === '';
  return {
    ...(isSite ? mixFigures('m0', mixOf(at(loads, 'M0'))) : {}),
    ...mixFigures('it', mixOf(isSite ? feeders : feeders.filter(({ hall }) => hall === balance.hall))),
    ...mixFigures('cooling', isSite ? cooling : partOfMix(cooling, balance.coolingJ, site.coolingJ)),
    ...mixFigures('facility', isSite ? facility : partOfMix(facility, balance.facilityJ, site.facilityJ)),
  };
}

/** What is missing in a sum of parts would look as if it were lost: a balance wants all but this of the time. */
const mostMissing = 0.01;
const isWhole = (ms: number, dueMs: number): boolean => ms > 0 && ms >= (1 - mostMissing) * dueMs;

interface Parts {
  readonly joules: bigint;
  readonly isKnown: boolean;
}

/** Below the feeder of a hall: its meters at M4 where it has any, else what its miners and boards count. */
function hallParts({ loads, fleets }: FacilitySources, hall: string): Parts {
  const { dueMs } = loads;
  const inputs = at(loads, 'M4').filter((meter) => meter.hall === hall);
  if (inputs.length > 0) return { joules: imported(inputs), isKnown: isWhole(known(dueMs, inputs), dueMs) };
  const { asicJ, gpuJ, asicExpectedMs, gpuExpectedMs, asicEnergyMs, gpuEnergyMs } = fleets.get(hall) ?? noFleet;
  const isKnown = isWhole(asicEnergyMs + gpuEnergyMs, asicExpectedMs + gpuExpectedMs);
  return { joules: asicJ + gpuJ, isKnown };
}

/** Below the utility meter of the site: feeders and cooling. A site of which no cooling is registered has it within the feeders. */
function siteParts({ loads }: FacilitySources, { itJ, itMs, coolingJ, coolingMs }: Balance): Parts {
  const { dueMs, cooling } = loads;
  const hasCooling = cooling.length > 0 || at(loads, 'Mc').length > 0;
  return {
    joules: itJ + coolingJ,
    isKnown: isWhole(itMs, dueMs) && (!hasCooling || isWhole(coolingMs, dueMs)),
  };
}

/** What came in at a place against the sum of what its parts count. */
export function energyGap(sources: FacilitySources, { balance }: Place): SomeFigures {
  const { hall, facilityJ, facilityMs, itJ, itMs } = balance;
  const { dueMs } = sources.loads;
  const isSite = hall === '';
  const parts = isSite ? siteParts(sources, balance) : hallParts(sources, hall);
  if (!parts.isKnown || !isWhole(isSite ? facilityMs : itMs, dueMs)) return {};
  return { gap_whole_j: isSite ? facilityJ : itJ, gap_parts_j: parts.joules, gap_ms: dueMs };
}

/** IT energy of a place at another point than M3. Of the site it is known where every hall has meters there, or a meter of none stands for all. */
function itAt(
  { loads }: FacilitySources,
  point: 'M2' | 'M4',
  hall: string,
  halls: readonly RegisteredHall[],
): { joules: bigint; ms: number } {
  const meters = at(loads, point);
  const common = meters.filter((meter) => meter.hall === '');
  const isComplete = halls.length > 0 && halls.every((each) => meters.some((meter) => meter.hall === each.hall));
  const own = hall !== '' ? meters.filter((meter) => meter.hall === hall) : isComplete ? meters : common;
  return { joules: imported(own), ms: known(loads.dueMs, own) };
}

/** The sides of the PUE of categories 1 (UPS output) and 3 (IT input); that of category 2 is the balance itself. */
export function pueCategories(sources: FacilitySources, { balance }: Place): SomeFigures {
  const { dueMs } = sources.loads;
  const { hall, facilityJ, facilityMs } = balance;
  const { halls } = sources.inventory;
  const [ups, input] = [itAt(sources, 'M2', hall, halls), itAt(sources, 'M4', hall, halls)];
  const isKnown = (ms: number): boolean => isCovered(Math.min(ms, facilityMs), dueMs);
  return {
    ...(isKnown(ups.ms) && { pue1_facility_j: facilityJ, pue1_it_j: ups.joules, pue1_ms: dueMs }),
    ...(isKnown(input.ms) && { pue3_facility_j: facilityJ, pue3_it_j: input.joules, pue3_ms: dueMs }),
  };
}

/** What of a hall's energy its boards and chips compute with; undefined where that is not known. */
function computeJ({ fleets, inventory, bucket }: FacilitySources, hall: string): bigint | undefined {
  const fleet = fleets.get(hall) ?? noFleet;
  const { asicJ, gpuJ, asicExpectedMs, gpuExpectedMs, asicEnergyMs, gpuEnergyMs } = fleet;
  if (asicExpectedMs + gpuExpectedMs === 0) return undefined;
  if (asicExpectedMs > 0 && !isCovered(asicEnergyMs, asicExpectedMs)) return undefined;
  if (gpuExpectedMs > 0 && !isCovered(gpuEnergyMs, gpuExpectedMs)) return undefined;
  if (asicExpectedMs === 0) return gpuJ;
  const share = heldAt(inventory.facts.compute_shares, bucket).find((fact) => fact.hall === hall)?.share;
  return share === undefined ? undefined : gpuJ + factor(share, asicJ);
}

/** IT energy and what of it computes; of the site where it is known of every hall. */
export function computeUse(sources: FacilitySources, { balance }: Place): SomeFigures {
  const { hall, itJ, itMs } = balance;
  const { dueMs } = sources.loads;
  if (!isCovered(itMs, dueMs)) return {};
  const halls = hall === '' ? sources.inventory.halls.map((each) => each.hall) : [hall];
  const used = halls.map((each) => computeJ(sources, each));
  const whole = used.flatMap((joules) => (joules === undefined ? [] : [joules]));
  if (whole.length === 0 || whole.length < used.length) return {};
  return { itue_it_j: itJ, itue_compute_j: total(whole), itue_ms: dueMs };
}

/** Heat that is used outside, where the register says that any is. */
export function heatReused({ loads, inventory, bucket }: FacilitySources, { balance }: Place): SomeFigures {
  const facts = heldAt(inventory.facts.heat_reuse, bucket);
  const units = loads.cooling.filter(({ loop }) => facts.some((fact) => fact.loop === loop));
  const heatMs = known(
    loads.dueMs,
    units.map(({ missingHeatMs: missingMs }) => ({ missingMs })),
  );
  const { facilityJ, facilityMs, itJ, itMs } = balance;
  if (!isCovered(Math.min(heatMs, facilityMs, itMs), loads.dueMs)) return {};
  const heat = units.map(({ loop, heatJ }) => factor(facts.find((fact) => fact.loop === loop)?.share ?? 0, heatJ));
  return { reuse_j: total(heat), reuse_facility_j: facilityJ, reuse_it_j: itJ, reuse_ms: loads.dueMs };
}

/** Water of the units that count any. One that reports and counts none uses none; of one that is silent nobody knows. */
export function waterUsed({ loads, inventory, bucket }: FacilitySources, { balance }: Place): SomeFigures {
  const { dueMs, cooling } = loads;
  const { itJ, itMs, m0J, m0Ms } = balance;
  const isDry = ({ reportedMs, waterMs }: Loads['cooling'][number]): boolean => reportedMs > 0 && waterMs === 0;
  const wet = cooling.filter((unit) => !isDry(unit));
  const hasWater = wet.some(({ waterMs }) => waterMs > 0);
  const waterMs = hasWater
    ? known(
        dueMs,
        wet.map((unit) => ({ missingMs: Math.max(unit.expectedMs - unit.waterMs, 0) })),
      )
    : 0;
  const [source] = heldAt(inventory.facts.water_factors, bucket);
  const litres = source && isCovered(Math.min(m0Ms, itMs), dueMs) ? source.l_per_kwh : undefined;
  return {
    ...(isCovered(Math.min(waterMs, itMs), dueMs) && {
      water_ml: total(wet.map(({ waterMl }) => waterMl)),
      water_it_j: itJ,
      water_ms: dueMs,
    }),
    ...(litres !== undefined && {
      source_water_ml: factor(litres, m0J) / 3_600n,
      source_water_it_j: itJ,
      source_water_ms: dueMs,
    }),
  };
}

/** Time of the supply sensors within their bands; coverage is that of the mean sensor that has one. */
export function thermalTime({ loads, inventory, bucket }: FacilitySources): SomeFigures {
  const bands = heldAt(inventory.facts.thermal_bands, bucket);
  const banded = loads.cooling.filter(({ loop }) => bands.some((band) => (band.loop ?? loop) === loop));
  if (banded.length === 0) return {};
  const timeOf = (of: (unit: Loads['cooling'][number]) => number): number =>
    banded.reduce((ms, unit) => ms + of(unit), 0);
  const sensorMs = timeOf(({ bandMs }) => bandMs);
  return {
    recommended_ms: timeOf(({ recommendedMs }) => recommendedMs),
    allowable_ms: timeOf(({ allowableMs }) => allowableMs),
    sensor_ms: sensorMs,
    thermal_ms: Math.min(Math.floor(sensorMs / banded.length), loads.dueMs),
  };
}

const isShared = (workloads: readonly string[]): boolean =>
  workloads.includes('mixed') || (workloads.includes('mining') && workloads.includes('ai'));

/**
 * Energy through what mining and AI share: transformers (M1) that no hall has to itself or, where none is metered, the cooling of loops with
 * halls of both. Cooling behind a shared transformer is in its energy already.
 */
export function sharedInfrastructure({ loads, inventory }: FacilitySources, { balance }: Place): SomeFigures {
  const { dueMs } = loads;
  const workloads = (loop: string): string[] =>
    inventory.halls.filter((hall) => loop === '' || hall.loop === loop).map(({ workload }) => workload);
  const transformers = at(loads, 'M1');
  const common = isShared(workloads('')) ? transformers.filter(({ hall }) => hall === '') : [];
  const loops = loopsOf(loads);
  const shared = loops.filter(({ loop }) => isShared(workloads(loop)));
  const ms = transformers.length + loops.length > 0 ? known(dueMs, [...transformers, ...loops]) : 0;
  if (!isCovered(Math.min(ms, balance.facilityMs), dueMs)) return {};
  const joules = common.length > 0 ? imported(common) : total(shared.map(({ energyJ }) => energyJ));
  return { shared_j: joules, shared_facility_j: balance.facilityJ, shared_ms: dueMs };
}

/** What the register says of the site by itself, over the due time. */
export function registered({ bucket, inventory }: FacilitySources): SomeFigures {
  const { dueMs } = bucket;
  const over = (amount: number): bigint => scaled(amount) * BigInt(dueMs);
  const [design] = heldAt(inventory.facts.design_pue, bucket);
  const servers = heldAt(inventory.facts.servers, bucket);
  const told = servers.flatMap(({ count, cpu_utilization }) =>
    cpu_utilization === undefined ? [] : [{ count, cpu: cpu_utilization }],
  );
  const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((whole, item) => whole + of(item), 0);
  return {
    ...(design && { design_pue_time: over(design.value), design_pue_ms: dueMs }),
    ...(servers.length > 0 && {
      server_performance_time: over(sumOf(servers, ({ count, performance }) => count * performance)),
      server_kw_time: over(sumOf(servers, ({ count, max_kw }) => count * max_kw)),
      server_ms: dueMs,
    }),
    ...(told.length > 0 && {
      cpu_time: over(sumOf(told, ({ count, cpu }) => count * cpu)),
      cpu_server_time: over(sumOf(told, ({ count }) => count)),
      cpu_ms: dueMs,
    }),
  };
}

/** Whether the register has ever listed any of a kind: then none at a time is nothing, else it is not known. */
export const isListed = (facts: Facts, ...kinds: (keyof Facts)[]): boolean =>
  kinds.some((kind) => facts[kind].length > 0);

/** The figures of energy, water and heat of a place. */
export function facilityFigures(sources: FacilitySources, balance: Balance, site: Balance): SomeFigures {
  const place = { balance, site };
  const ofPlace = {
    ...sourceMix(sources, place),
    ...energyGap(sources, place),
    ...pueCategories(sources, place),
    ...computeUse(sources, place),
  };
  if (balance.hall !== '') return ofPlace;
  return {
    ...ofPlace,
    ...heatReused(sources, place),
    ...waterUsed(sources, place),
    ...thermalTime(sources),
    ...sharedInfrastructure(sources, place),
    ...registered(sources),
  };
}
