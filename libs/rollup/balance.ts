import { parting } from '#runtime';
import { total } from './apportion.ts';
import { quarterMs } from './dirty.ts';
import { type Mix, sumOfMixes } from './mix.ts';
import type { RegisteredHall } from './inventory.ts';

/** A meter that is expected in a bucket, and what it counted. */
export interface MeterLoad {
  readonly device: string;
  readonly point: string;
  readonly hall: string;
  readonly loop: string;
  readonly importJ: bigint;
  readonly exportJ: bigint;
  /** Of what is drawn. */
  readonly mix: Mix;
  /** Time that it should have covered and did not, ms. */
  readonly missingMs: number;
  readonly bridgedMs: number;
}

/** A cooling unit that is expected in a bucket. */
export interface CoolingLoad {
  readonly loop: string;
  readonly energyJ: bigint;
  readonly missingMs: number;
  readonly heatJ: bigint;
  readonly missingHeatMs: number;
  readonly mix: Mix;
  readonly expectedMs: number;
  readonly reportedMs: number;
  readonly waterMl: bigint;
  /** Time in which water_ml is known. */
  readonly waterMs: number;
  /** Time in which the supply temperature is known and has a band, and the parts of it within. */
  readonly bandMs: number;
  readonly recommendedMs: number;
  readonly allowableMs: number;
}

export interface Loads {
  readonly dueMs: number;
  readonly meters: readonly MeterLoad[];
  readonly cooling: readonly CoolingLoad[];
}

/** The energy balance of a site or a hall in a bucket; of a time of 0 nothing is known. */
export interface Balance {
  /** Empty for the whole site. */
  readonly hall: string;
  readonly workload: string;
  readonly m0J: bigint;
  readonly m0Ms: number;
  readonly itJ: bigint;
  readonly itMs: number;
  readonly coolingJ: bigint;
  readonly coolingMs: number;
  readonly heatJ: bigint;
  readonly heatMs: number;
  readonly overheadJ: bigint;
  readonly facilityJ: bigint;
  readonly facilityMs: number;
  /** Generated at Mg, and delivered to the grid at M0; of the whole site. */
  readonly generatedJ: bigint;
  readonly generatedMs: number;
  readonly exportedJ: bigint;
  /** The bucket is covered whole and by no bridged reading. */
  readonly isLevel: boolean;
}

const greatest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
const positive = (value: bigint): bigint => (value > 0n ? value : 1n);

/** The time of a bucket that sources cover: of several missing ones the greatest gap counts, of none nothing is known. */
export const known = (dueMs: number, sources: readonly { readonly missingMs: number }[]): number =>
  sources.length > 0 ? Math.max(dueMs - greatest(sources.map(({ missingMs }) => missingMs)), 0) : 0;

/** What cools a loop: its meters where it has any, else its units. */
export interface Loop {
  readonly loop: string;
  readonly hasMeter: boolean;
  readonly energyJ: bigint;
  readonly missingMs: number;
  readonly heatJ: bigint;
  readonly mix: Mix;
}

export function loopsOf({ meters, cooling }: Loads): Loop[] {
  const loopMeters = meters.filter(({ point }) => point === 'Mc');
  const names = [...new Set([...loopMeters, ...cooling].map(({ loop }) => loop))];
  return names.map((loop) => {
    const ofLoop = loopMeters.filter((meter) => meter.loop === loop);
    const units = cooling.filter((unit) => unit.loop === loop);
    const hasMeter = ofLoop.length > 0;
    return {
      loop,
      hasMeter,
      energyJ: hasMeter ? total(ofLoop.map(({ importJ }) => importJ)) : total(units.map(({ energyJ }) => energyJ)),
      missingMs: greatest((hasMeter ? ofLoop : units).map(({ missingMs }) => missingMs)),
      heatJ: total(units.map(({ heatJ }) => heatJ)),
      mix: sumOfMixes((hasMeter ? ofLoop : units).map(({ mix }) => mix)),
    };
  });
}

interface Whole {
  readonly site: Balance;
  readonly loops: readonly Loop[];
  readonly isSplit: boolean;
  readonly isItLevel: boolean;
}

/** The balance of the whole site. */
function wholeOf(loads: Loads): Whole {
  const { dueMs, meters, cooling } = loads;
  const at = (...points: string[]): MeterLoad[] => meters.filter(({ point }) => points.includes(point));
  const drawn = (list: readonly MeterLoad[]): bigint => total(list.map(({ importJ }) => importJ));
  const returned = (list: readonly MeterLoad[]): bigint => total(list.map(({ exportJ }) => exportJ));
  const isUnbridged = (list: readonly MeterLoad[]): boolean => list.every(({ bridgedMs }) => bridgedMs === 0);
  const [main, supply, battery, feeders] = [at('M0'), at('M0', 'Mg', 'Mb'), at('Mb'), at('M3')];
  const facilityMs = main.length > 0 ? known(dueMs, supply) : 0;
  const itMs = known(dueMs, feeders);
  const facilityJ = drawn(at('M0', 'Mg')) - returned(main) - (drawn(battery) - returned(battery));
  const itJ = drawn(feeders);
  const isSplit = facilityMs > 0 && itMs > 0;
  const loops = loopsOf(loads);
  // A cooling meter of no loop has the whole site behind it, the units of loops without a meter of their own included.
  const hasCommonMeter = loops.some(({ loop, hasMeter }) => loop === '' && hasMeter);
  const counted = hasCommonMeter ? loops.filter(({ hasMeter }) => hasMeter) : loops;
  const site: Balance = {
    hall: '',
    workload: '',
    m0J: drawn(main),
    m0Ms: known(dueMs, main),
    itJ,
    itMs,
    coolingJ: total(counted.map(({ energyJ }) => energyJ)),
    coolingMs: known(dueMs, counted),
    heatJ: total(cooling.map(({ heatJ }) => heatJ)),
    heatMs: known(
      dueMs,
      cooling.map(({ missingHeatMs }) => ({ missingMs: missingHeatMs })),
    ),
    overheadJ: isSplit ? facilityJ - itJ : 0n,
    facilityJ: facilityMs > 0 ? facilityJ : 0n,
    facilityMs,
    generatedJ: drawn(at('Mg')),
    generatedMs: known(dueMs, at('Mg')),
    exportedJ: returned(main),
    isLevel: facilityMs >= quarterMs && isUnbridged(supply),
  };
  return { site, loops, isSplit, isItLevel: itMs >= quarterMs && isUnbridged(feeders) };
}

interface Feeder {
  readonly hall: RegisteredHall;
  readonly itJ: bigint;
  readonly itMs: number;
}

function feedersOf({ dueMs, meters }: Loads, halls: readonly RegisteredHall[]): Feeder[] {
  return halls.map((hall) => {
    const own = meters.filter((meter) => meter.point === 'M3' && meter.hall === hall.hall);
    return { hall, itJ: total(own.map(({ importJ }) => importJ)), itMs: known(dueMs, own) };
  });
}

/** Parts of what halls share, each by IT energy, or evenly where there is none. */
function evenOrByEnergy(feeders: readonly Feeder[]): (whole: bigint) => (feeder: Feeder) => bigint {
  const drawn = total(feeders.map(({ itJ }) => itJ));
  const weight = ({ itJ }: Feeder): bigint => (drawn === 0n ? 1n : itJ);
  const all = positive(total(feeders.map(weight)));
  return (whole) => {
    const next = parting(whole, all);
    return (feeder) => next(weight(feeder));
  };
}

/**
 * The balance of a site and of its halls, which come in the order of their ids. What a loop uses is shared among its halls,
 * everything else among all halls, by IT energy; parts add up to the joule.
 */
export function balancesOf(loads: Loads, halls: readonly RegisteredHall[]): Balance[] {
  const { site, loops, isSplit, isItLevel } = wholeOf(loads);
  const feeders = feedersOf(loads, halls);
  const shared = loops.filter(({ loop }) => loop !== '' && halls.some((hall) => hall.loop === loop));
  const loopsJ = total(shared.map(({ energyJ }) => energyJ));
  const loopsHeatJ = total(shared.map(({ heatJ }) => heatJ));
  const ofLoop = new Map(
    [...new Set(halls.map(({ loop }) => loop))].map((loop) => {
      const among = evenOrByEnergy(feeders.filter(({ hall }) => hall.loop === loop));
      const source = shared.find((each) => each.loop === loop);
      return [loop, { cooling: among(source?.energyJ ?? 0n), heat: among(source?.heatJ ?? 0n) }] as const;
    }),
  );
  const amongAll = evenOrByEnergy(feeders);
  const commonCooling = amongAll(site.coolingJ - loopsJ);
  const commonHeat = amongAll(site.heatJ - loopsHeatJ);
  const commonOverhead = amongAll(site.overheadJ - loopsJ);
  const ofHalls = feeders.map((feeder): Balance => {
    const { hall, itJ, itMs } = feeder;
    const loop = ofLoop.get(hall.loop);
    const loopJ = loop?.cooling(feeder) ?? 0n;
    const commonJ = commonOverhead(feeder);
    const overheadJ = isSplit ? loopJ + commonJ : 0n;
    return {
      hall: hall.hall,
      workload: hall.workload,
      m0J: 0n,
      m0Ms: 0,
      itJ,
      itMs,
      coolingJ: loopJ + commonCooling(feeder),
      coolingMs: site.coolingMs,
      heatJ: (loop?.heat(feeder) ?? 0n) + commonHeat(feeder),
      heatMs: site.heatMs,
      overheadJ,
      facilityJ: isSplit ? itJ + overheadJ : 0n,
      facilityMs: isSplit ? Math.min(site.facilityMs, site.itMs, itMs) : 0,
      generatedJ: 0n,
      generatedMs: 0,
      exportedJ: 0n,
      isLevel: site.isLevel && isItLevel,
    };
  });
  return [site, ...ofHalls];
}
