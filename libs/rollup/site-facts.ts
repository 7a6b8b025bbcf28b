import { hashesPerDifficulty } from '#market';
import { portion } from '#runtime';
import type { Balance } from './balance.ts';
import { type Bill, noBill } from './bill.ts';
import type { Bucket } from './bucket.ts';
import { quarterMs } from './dirty.ts';
import { type Carbon, carbonOf, type CarbonSources } from './carbon.ts';
import { type Economics, type EconomicSources, economicsOf } from './economics.ts';
import { type Fleet, noFleet } from './fleet.ts';
import { gpuQuoteOf, gpuRateOf } from './gpu-price.ts';
import type { Inventory } from './inventory.ts';
import { type JobFact, noJobs } from './job-facts.ts';
import { isCovered, joint } from './joint.ts';
import { type LmpBills, type PriceFacts, priceFacts } from './lmp.ts';
import { toScaled } from './money.ts';
import type { OrderFacts } from './order-facts.ts';
import { type Luck, luckOf, noLuck } from './luck.ts';
import { type Network, noNetwork } from './network.ts';
import type { Integral } from './slices.ts';
import { type AiEnergy, type SupplyFacts, supplyFacts } from './supply.ts';

const hourMs = 3_600_000;
const joulesPerMwh = 3_600_000_000n;

/** Two sides of a ratio: what a place counts when both are covered. */
interface Joint {
  readonly joules: bigint;
  /** Share difficulty, or expected time of boards in ms. */
  readonly other: bigint;
  readonly ms: number;
}

const noJoint: Joint = { joules: 0n, other: 0n, ms: 0 };

/** One row of `rollup_site`: the facts of a site or a hall in a bucket. */
export interface SiteFact {
  readonly bucket: Bucket;
  readonly balance: Balance;
  readonly fleet: Fleet;
  readonly isPue: boolean;
  readonly isCer: boolean;
  readonly contractedJ: bigint;
  readonly contractedFacilityJ: bigint;
  readonly contractedMs: bigint;
  readonly cost: bigint;
  readonly pricedJ: bigint;
  readonly pricedMs: number;
  readonly quote: Integral;
  readonly carbon: Carbon;
  readonly factor: Integral;
  /** Part of the factor's time in which it is an estimate, in units of 10^-12 ms. */
  readonly factorEstimated: Integral;
  readonly wall: Joint;
  readonly mining: Joint;
  readonly hashprice: { readonly integral: bigint; readonly ms: number; readonly feeIntegral: bigint };
  /** Integral of the rental price of a GPU, USD per hour. */
  readonly gpuQuote: Integral;
  readonly hashRevenue: { readonly usd: bigint; readonly joules: bigint };
  readonly aiRevenue: { readonly usd: bigint; readonly joules: bigint };
  readonly flex: { readonly price: PriceFacts; readonly supply: SupplyFacts; readonly orders: OrderFacts };
  /** Null of a hall. */
  readonly economics: Economics | null;
  readonly jobs: JobFact;
  readonly network: Network;
  readonly luck: Luck;
  /** Rated hash rate at the end of the bucket, GH/s. */
  readonly deployedGhs: number;
}

/** What the facts of a bucket are made of. */
export interface FactSources {
  readonly bucket: Bucket;
  /** The site first, then its halls. */
  readonly balances: readonly Balance[];
  readonly fleets: ReadonlyMap<string, Fleet>;
  readonly bills: ReadonlyMap<string, Bill>;
  readonly carbon: CarbonSources;
  readonly quote: Integral;
  /** USD per PH and day; 0 when not known. */
  readonly hashprice: number;
  readonly economics: EconomicSources;
  readonly network: Network;
  /** Rated hash rate by place, GH/s. */
  readonly deployed: ReadonlyMap<string, number>;
  /** USD per GPU hour as the feed has it; null when not known, or where there is no feed. */
  readonly gpuPrice: number | null;
  readonly inventory: Inventory;
  readonly lmp: LmpBills;
  /** By hall; empty for the site. */
  readonly orders: ReadonlyMap<string, OrderFacts>;
  /** By hall, and of the site under the empty name. */
  readonly jobs: ReadonlyMap<string, JobFact>;
}

interface HallJoints {
  readonly wall: Joint;
  readonly mining: Joint;
  readonly ai: Joint;
}

/** What of a mixed hall's facility energy is mining's, by the energy of miners and boards. */
function miningPart(facilityJ: bigint, { asicJ, gpuJ }: Fleet): bigint {
  const used = asicJ + gpuJ;
  return portion(facilityJ, asicJ, used > 0n ? used : 1n);
}

/** The joint figures of a hall: of mining, what its feeder and its share of the facility used per accepted share; of AI, per board and hour. */
function jointsOf(balance: Balance, fleet: Fleet, dueMs: number): HallJoints {
  const { workload, itJ, facilityJ } = balance;
  const isMixed = workload === 'mixed';
  const hasFacility = isCovered(balance.facilityMs, dueMs);
  const hasShares = fleet.asicExpectedMs > 0 && fleet.sharesMs >= joint * fleet.asicExpectedMs;
  const miningJ = isMixed ? miningPart(facilityJ, fleet) : facilityJ;
  const of = (isCounted: boolean, joules: bigint, other: bigint): Joint =>
    isCounted ? { joules, other, ms: dueMs } : noJoint;
  return {
    wall: of(workload === 'mining' && hasShares && isCovered(balance.itMs, dueMs), itJ, fleet.acceptedDiff),
    mining: of((workload === 'mining' || isMixed) && hasFacility && hasShares, miningJ, fleet.acceptedDiff),
    ai: of(
      (workload === 'ai' || isMixed) && hasFacility && fleet.gpuExpectedMs > 0,
      isMixed ? facilityJ - miningJ : facilityJ,
      BigInt(fleet.gpuExpectedMs),
    ),
  };
}

/** The site's joint figure is the sum of its halls'; its time is the mean over the halls that could have one. */
function summed(joints: readonly Joint[], halls: number): Joint {
  const total = joints.reduce(
    (sum, { joules, other, ms }) => ({
      joules: sum.joules + joules,
      other: sum.other + other,
      ms: sum.ms + ms,
    }),
    noJoint,
  );
  return { ...total, ms: Math.floor(total.ms / Math.max(halls, 1)) };
}

const hallsOf = (balances: readonly Balance[], ...workloads: string[]): number =>
  balances.filter(({ hall, workload }) => hall !== '' && workloads.includes(workload)).length;

function siteJoints(balances: readonly Balance[], ofHalls: readonly HallJoints[]): HallJoints {
  return {
    wall: summed(
      ofHalls.map(({ wall }) => wall),
      hallsOf(balances, 'mining'),
    ),
    mining: summed(
      ofHalls.map(({ mining }) => mining),
      hallsOf(balances, 'mining', 'mixed'),
    ),
    ai: summed(
      ofHalls.map(({ ai }) => ai),
      1,
    ),
  };
}

/** Contracted power in the time in which facility energy is known. */
function contractOf({ bucket, inventory }: FactSources, { facilityJ, facilityMs }: Balance) {
  const steps = inventory.contracts
    .map(({ mw, from_ms, to_ms }) => ({ mw, ms: Math.min(to_ms, bucket.to) - Math.max(from_ms, bucket.from) }))
    .filter(({ ms }) => ms > 0);
  const bucketJ = steps.reduce((sum, { mw, ms }) => sum + (mw * 1e6 * ms) / 1000, 0);
  const ms = BigInt(steps.reduce((sum, step) => sum + step.ms, 0));
  return {
    contractedJ: toScaled((bucketJ * facilityMs) / quarterMs),
    contractedFacilityJ: portion(facilityJ, ms, BigInt(quarterMs)),
    contractedMs: portion(BigInt(facilityMs), ms, BigInt(quarterMs)),
  };
}

const noContract = { contractedJ: 0n, contractedFacilityJ: 0n, contractedMs: 0n };

/** A hall is billed its facility energy at the prices of the instants at which its feeder drew. */
function costOf(bill: Bill, { hall, facilityJ, facilityMs }: Balance, dueMs: number) {
  const isSite = hall === '';
  const isBilled = facilityMs > 0 && bill.drawnJ !== 0n && (isSite || facilityMs >= joint * dueMs);
  if (!isBilled) return { cost: 0n, pricedJ: 0n, pricedMs: 0 };
  return {
    cost: (isSite ? bill.worth : (bill.worth * facilityJ) / bill.drawnJ) / joulesPerMwh,
    pricedJ: isSite ? bill.pricedJ : portion(facilityJ, bill.pricedJ, bill.drawnJ),
    pricedMs: bill.pricedMs,
  };
}

function revenues({ hashprice, gpuPrice, inventory, bucket }: FactSources, { mining, ai }: HallJoints) {
  const rate = gpuRateOf(inventory, gpuPrice);
  return {
    hashRevenue: {
      usd: toScaled(((Number(mining.other) * hashesPerDifficulty) / 1e15 / 86_400) * hashprice),
      joules: hashprice > 0 && bucket.dueMs > 0 ? mining.joules : 0n,
    },
    aiRevenue: { usd: toScaled((Number(ai.other) / hourMs) * rate), joules: rate > 0 ? ai.joules : 0n },
  };
}

/** Facility energy of AI, of the site and of its halls: known of the site where it is of all boards. */
function aiEnergies(
  balances: readonly Balance[],
  fleets: ReadonlyMap<string, Fleet>,
  ofHalls: readonly HallJoints[],
): AiEnergy[] {
  const halls = balances.slice(1);
  const energies = ofHalls.map(({ ai }) => (ai.ms > 0 ? ai.joules : undefined));
  const has = halls.map(
    ({ hall, workload }) => (workload === 'ai' || workload === 'mixed') && (fleets.get(hall)?.gpuExpectedMs ?? 0) > 0,
  );
  const all = energies.filter((_, index) => has[index]);
  const isKnown = all.length > 0 && !all.includes(undefined);
  return [isKnown ? all.reduce<bigint>((sum, joules) => sum + (joules ?? 0n), 0n) : undefined, ...energies];
}

function flexOf({ bucket, inventory, lmp, orders }: FactSources, balance: Balance, ai: AiEnergy): SiteFact['flex'] {
  const ordered = orders.get(balance.hall);
  if (!ordered) throw new Error(`No orders of ${balance.hall}`);
  return {
    price: priceFacts(lmp, balance.hall, (bill) => costOf(bill, balance, bucket.dueMs)),
    supply: supplyFacts(inventory, bucket, balance, ai),
    orders: ordered,
  };
}

/** The facts of a site and of its halls in one bucket; none of a bucket in which nothing was due. */
export function factsOf(sources: FactSources): SiteFact[] {
  const { bucket, balances, fleets, bills, quote, carbon, hashprice, inventory, deployed } = sources;
  const { dueMs } = bucket;
  const ofHalls = balances.slice(1).map((balance) => jointsOf(balance, fleets.get(balance.hall) ?? noFleet, dueMs));
  const joints = [siteJoints(balances, ofHalls), ...ofHalls];
  const ai = aiEnergies(balances, fleets, ofHalls);
  const hashMs = hashprice > 0 ? dueMs : 0;
  const ofAll = fleets.get('') ?? noFleet;
  const [site] = balances;
  if (dueMs === 0 || !site) return [];
  const ofSite = {
    quote,
    gpuQuote: gpuQuoteOf(bucket, sources.gpuPrice),
    factor: carbon.factor,
    factorEstimated: carbon.factorEstimated,
    hashprice: {
      integral: toScaled(hashprice * hashMs),
      ms: hashMs,
      feeIntegral: toScaled(inventory.pool_fee * hashMs),
    },
    network: sources.network,
    luck: luckOf({ ...sources, fleet: ofAll }),
  };
  const unknown = { ms: 0, integral: 0n };
  const ofHall = {
    quote: unknown,
    gpuQuote: unknown,
    factor: unknown,
    factorEstimated: unknown,
    hashprice: { integral: 0n, ms: 0, feeIntegral: 0n },
    network: noNetwork,
    luck: noLuck,
    ...noContract,
  };
  return balances.map((balance, index): SiteFact => {
    const own = joints[index] ?? { wall: noJoint, mining: noJoint, ai: noJoint };
    return {
      bucket,
      balance,
      fleet: fleets.get(balance.hall) ?? noFleet,
      isPue: isCovered(Math.min(balance.facilityMs, balance.itMs), dueMs),
      isCer: isCovered(Math.min(balance.coolingMs, balance.heatMs), dueMs),
      ...(index === 0 ? { ...ofSite, ...contractOf(sources, balance) } : ofHall),
      ...costOf(bills.get(balance.hall) ?? noBill, balance, dueMs),
      carbon: carbonOf(carbon, balance, site, dueMs),
      deployedGhs: deployed.get(balance.hall) ?? 0,
      wall: own.wall,
      mining: own.mining,
      economics:
        index === 0 ? economicsOf(bucket, sources.economics, { site, gpuMs: ofAll.gpuExpectedMs, ...own }) : null,
      jobs: sources.jobs.get(balance.hall) ?? noJobs,
      ...revenues(sources, own),
      flex: flexOf(sources, balance, ai[index]),
    };
  });
}
