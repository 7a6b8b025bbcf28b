import type { Said } from './answers.ts';
import { type Balance, balanceOf } from './balance.ts';
import { type Bucket, bucketsOf, meterAll, type Metered, type UnitBucket } from './buckets.ts';
import { type Carbon, carbonOfHall, carbonOfSite, emissionsOf } from './carbon.ts';
import { type Bill, billOf, hashpriceOf, pricesOf, quoteOf } from './money.ts';
import type { Hall, ReferenceSite } from './site.ts';
import { cut, rounded, sumOf } from './whole.ts';

/** A join of two feeds counts where both are covered to this. */
const jointShare = 0.9;

const isCovered = (ms: number, ofMs: number): boolean => ms > 0 && ms >= jointShare * ofMs;

/** A miner in one bucket, with its share of the facility energy of its hall. */
export interface MinerFact extends UnitBucket {
  readonly isWall: boolean;
  readonly isFacility: boolean;
  readonly facilityJ: bigint;
  readonly baseMs: number;
}

/** The site or a hall in one bucket. */
export interface PlaceFact extends Balance {
  readonly dueMs: number;
  readonly cost: Bill | null;
  readonly carbon: Carbon | null;
  /** Emissions and IT energy are both covered. */
  readonly isCue: boolean;
  readonly isPue: boolean;
  readonly isCer: boolean;
  readonly wall: Joint;
  readonly mining: Joint;
  readonly ai: Joint;
}

/** Two sides of a ratio, of halls in which both are covered. */
export interface Joint {
  readonly joules: bigint;
  /** Share difficulty of miners, or expected GPU time, ms. */
  readonly other: bigint;
  readonly ms: number;
}

export interface BucketFacts {
  readonly bucket: Bucket;
  readonly site: PlaceFact;
  readonly halls: ReadonlyMap<string, PlaceFact>;
  readonly miners: readonly MinerFact[];
  readonly boards: readonly UnitBucket[];
  /** USD per PH and day. */
  readonly hashprice: number | null;
  /** Integral of the power price, USD per MWh times ms, and the time in which it is known. */
  readonly quote: { readonly integral: number; readonly knownMs: number };
  /** The same of the emissions of the grid, g per MWh times ms. */
  readonly emissions: { readonly integral: number; readonly knownMs: number };
}

const ms = (unit: UnitBucket, name: string): number => unit.known[name]?.ms ?? 0;
const amount = (unit: UnitBucket, name: string): bigint => unit.known[name]?.amount ?? 0n;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function minersOf(bucket: Bucket, halls: ReadonlyMap<string, Balance>): MinerFact[] {
  const miners = bucket.units.filter(({ unit }) => unit.class === 'asic');
  return [...halls].flatMap(([hall, { facilityJ, facilityMs }]) => {
    const own = miners.filter(({ unit }) => unit.hall === hall);
    const parts = cut(
      facilityJ,
      own.map((miner) => amount(miner, 'energy')),
    );
    return own.map((miner, index) => {
      const baseMs = miner.expectedMs > 0 ? miner.expectedMs : bucket.dueMs;
      const isWall = isCovered(ms(miner, 'energy'), baseMs) && isCovered(ms(miner, 'accepted'), baseMs);
      const isFacility = isWall && isCovered(facilityMs, bucket.dueMs);
      return { ...miner, baseMs, isWall, isFacility, facilityJ: parts[index] ?? 0n };
    });
  });
}

interface HallJoints {
  readonly wall: Joint;
  readonly mining: Joint;
  readonly ai: Joint;
}

const none: Joint = { joules: 0n, other: 0n, ms: 0 };

/** What a hall gives to the joint figures. */
function jointsOf(hall: Hall, balance: Balance, bucket: Bucket): HallJoints {
  const own = bucket.units.filter(({ unit }) => unit.hall === hall.id);
  const miners = own.filter(({ unit }) => unit.class === 'asic');
  const boards = own.filter(({ unit }) => unit.class === 'gpu');
  const hasFacility = isCovered(balance.facilityMs, bucket.dueMs);
  const expectedMs = total(miners.map((miner) => miner.expectedMs));
  const hasShares = isCovered(total(miners.map((miner) => ms(miner, 'accepted'))), expectedMs);
  const shares = sumOf(miners.map((miner) => amount(miner, 'accepted')));
  const gpuMs = BigInt(total(boards.map((board) => board.expectedMs)));
  const isMining = hall.workload === 'mining' && hasShares;
  return {
    wall:
      isMining && isCovered(balance.itMs, bucket.dueMs)
        ? { joules: balance.itJ, other: shares, ms: bucket.dueMs }
        : none,
    mining: isMining && hasFacility ? { joules: balance.facilityJ, other: shares, ms: bucket.dueMs } : none,
    ai:
      hall.workload === 'ai' && hasFacility && gpuMs > 0n
        ? { joules: balance.facilityJ, other: gpuMs, ms: bucket.dueMs }
        : none,
  };
}

/** The joint figures of several halls; their time is the mean over the halls of the workload. */
function jointOf(parts: readonly Joint[], halls: number): Joint {
  return {
    joules: sumOf(parts.map(({ joules }) => joules)),
    other: sumOf(parts.map(({ other }) => other)),
    ms: Math.floor(total(parts.map((part) => part.ms)) / Math.max(1, halls)),
  };
}

/** What the energy of a place costs and emits. */
interface Worth {
  readonly cost: Bill | null;
  readonly carbon: Carbon | null;
}

function placeOf(balance: Balance, bucket: Bucket, { cost, carbon }: Worth, joints: HallJoints): PlaceFact {
  const { facilityMs, itMs, coolingMs, heatMs } = balance;
  return {
    ...balance,
    ...joints,
    dueMs: bucket.dueMs,
    cost,
    carbon,
    isCue: isCovered(Math.min(carbon?.ms ?? 0, itMs), bucket.dueMs),
    isPue: isCovered(Math.min(facilityMs, itMs), bucket.dueMs),
    isCer: isCovered(Math.min(coolingMs, heatMs), bucket.dueMs),
  };
}

/** A hall pays for its facility energy what the energy of its feeder costs. */
function billOfHall(feeder: Bill, { facilityJ, facilityMs }: Balance, dueMs: number): Bill | null {
  if (!isCovered(facilityMs, dueMs) || feeder.drawnJ === 0n) return null;
  return {
    ...feeder,
    pricedJ: rounded(facilityJ * feeder.pricedJ, feeder.drawnJ),
    usd: (feeder.usd * Number(facilityJ)) / Number(feeder.drawnJ),
  };
}

/** Everything that the KPIs of a site are sums of, by quarter of an hour. */
export function factsOf(site: ReferenceSite, said: Said, pollMs: number): BucketFacts[] {
  const metered = meterAll(site, said, pollMs);
  const prices = pricesOf(said);
  const emissions = emissionsOf(said);
  const meterAt = (point: string, hall: string): Metered => {
    const found = metered.filter(({ unit }) => unit.point === point && unit.hall === hall);
    if (found.length !== 1 || !found[0]) throw new Error(`the reference wants one meter at ${point} ${hall}`);
    return found[0];
  };
  const main = meterAt('M0', '');
  const worthOfHall = (hall: Hall, own: Balance, bucket: Bucket): Worth => {
    const meter = meterAt('M3', hall.id);
    const emitted = billOf(meter, bucket, emissions);
    const bill = billOfHall(emitted, own, bucket.dueMs);
    const isKnown = isCovered(own.facilityMs, bucket.dueMs);
    return {
      cost: billOfHall(billOf(meter, bucket, prices), own, bucket.dueMs),
      carbon: isKnown ? carbonOfHall(bill, emitted, own) : null,
    };
  };
  return bucketsOf(metered, said).map((bucket) => {
    const balance = balanceOf(site, bucket);
    const halls = site.halls.map((hall) => ({
      hall,
      balance: balance.halls.get(hall.id) ?? balance.site,
      joints: jointsOf(hall, balance.halls.get(hall.id) ?? balance.site, bucket),
    }));
    const of = (pick: (joints: HallJoints) => Joint, workload: string): Joint =>
      jointOf(
        halls.map(({ joints }) => pick(joints)),
        site.halls.filter((hall) => hall.workload === workload).length,
      );
    const joints = {
      wall: of(({ wall }) => wall, 'mining'),
      mining: of(({ mining }) => mining, 'mining'),
      ai: of(({ ai }) => ai, 'ai'),
    };
    const bill = billOf(main, bucket, prices);
    return {
      bucket,
      site: placeOf(
        balance.site,
        bucket,
        {
          cost: balance.site.facilityMs > 0 && bill.drawnJ !== 0n ? bill : null,
          carbon: carbonOfSite(billOf(main, bucket, emissions), balance.site),
        },
        joints,
      ),
      halls: new Map(
        halls.map(({ hall, balance: own, joints: ofHall }) => [
          hall.id,
          placeOf(own, bucket, worthOfHall(hall, own, bucket), ofHall),
        ]),
      ),
      miners: minersOf(bucket, balance.halls),
      boards: bucket.units.filter(({ unit }) => unit.class === 'gpu'),
      hashprice: hashpriceOf(said.chain, bucket),
      quote: quoteOf(prices, bucket),
      emissions: quoteOf(emissions, bucket),
    };
  });
}
