import type { Facts } from '#register';
import { unionMs } from '#runtime';
import { accrued, accruedYearly, type Held, heldIn, timesMs } from './accrual.ts';
import { total } from './apportion.ts';
import type { Bucket } from './bucket.ts';
import type { Range } from './dirty.ts';
import type { Inventory } from './inventory.ts';
import { isCovered } from './joint.ts';

type Finance = Facts['finance'][number];
type Asset = Facts['assets'][number];

const yearMs = 31_557_600_000;

/** What comes back of a capital in each of so many years at a rate: its annuity, as a share of it. */
export const recoveryFactor = (rate: number, years: number): number =>
  rate === 0 ? 1 / years : rate / (1 - (1 + rate) ** -years);

/** What mining bears beside power, in units of 10^-12, and the hashes and reward of the same time. */
export interface MiningCosts {
  readonly opex: bigint;
  readonly overhead: bigint;
  readonly capital: bigint;
  readonly sat: bigint;
  readonly hash: bigint;
  readonly ms: number;
}

const noCosts: MiningCosts = { opex: 0n, overhead: 0n, capital: 0n, sat: 0n, hash: 0n, ms: 0 };

/** Of a bucket in which both are known: what is listed by month accrues evenly over the month. */
export function miningCosts(
  bucket: Bucket,
  finance: readonly Finance[],
  mined: { readonly sat: bigint | undefined; readonly hash: bigint; readonly month: Range },
): MiningCosts {
  const held = heldIn(finance, bucket).filter(({ fact }) => fact.workload === 'mining');
  const { sat, hash, month } = mined;
  if (sat === undefined || !isCovered(unionMs(held), bucket.dueMs)) return noCosts;
  const sum = (amount: (fact: Finance) => number): bigint =>
    total(held.map(({ fact, from, to }) => accrued(amount(fact), { from, to }, month)));
  return {
    opex: sum(({ site_opex }) => site_opex),
    overhead: sum(({ sg_and_a }) => sg_and_a),
    capital: sum(({ depreciation, interest }) => depreciation + interest),
    sat,
    hash,
    ms: bucket.dueMs,
  };
}

/** What space is let for: rent, and kW times months, in units of 10^-12. */
export interface Leased {
  readonly rent: bigint;
  readonly kwMonths: bigint;
  readonly ms: number;
}

export function leasedIn(bucket: Bucket, leases: Facts['leases'], month: Range): Leased {
  const held = heldIn(leases, bucket);
  const sum = (amount: (fact: Facts['leases'][number]) => number): bigint =>
    total(held.map(({ fact, from, to }) => accrued(amount(fact), { from, to }, month)));
  return { rent: sum(({ rent_per_month }) => rent_per_month), kwMonths: sum(({ kw }) => kw), ms: unionMs(held) };
}

/** What was spent on a site and what serves again, and the power that it serves, each times its time in ms and in units of 10^-12. */
export interface Built {
  readonly capexTime: bigint;
  readonly reusedTime: bigint;
  readonly assetMs: number;
  /** Capital and MW under contract where both are listed. */
  readonly contractedCapexTime: bigint;
  readonly mwTime: bigint;
  readonly mwMs: number;
}

export function builtIn(bucket: Bucket, { facts, contracts }: Inventory): Built {
  const held = heldIn(facts.assets, bucket);
  const steps = heldIn(
    contracts.map(({ mw, from_ms: from, to_ms: to }) => ({ mw, from, to })),
    bucket,
  );
  const capexTime = total(held.map((each) => timesMs(each.fact.capex, each)));
  const assetMs = unionMs(held);
  const isBoth = isCovered(Math.min(assetMs, unionMs(steps)), bucket.dueMs);
  return {
    capexTime,
    reusedTime: total(held.map((each) => timesMs(each.fact.reused, each))),
    assetMs,
    contractedCapexTime: isBoth ? capexTime : 0n,
    mwTime: isBoth ? total(steps.map((each) => timesMs(each.fact.mw, each))) : 0n,
    mwMs: isBoth ? bucket.dueMs : 0,
  };
}

/** Capital that comes back in a bucket, in units of 10^-12, and the energy that earns it. */
export interface Recovery {
  readonly usd: bigint;
  readonly joules: bigint;
  readonly ms: number;
}

/** Of the assets of a workload, as long as they live. */
export function recoveryIn(
  bucket: Bucket,
  assets: readonly Asset[],
  used: { readonly joules: bigint; readonly ms: number },
): Recovery {
  const listed = heldIn(assets, bucket);
  const isKnown = isCovered(Math.min(used.ms, unionMs(listed)), bucket.dueMs);
  if (!isKnown) return { usd: 0n, joules: 0n, ms: 0 };
  const living = listed
    .map((held) => ({ ...held, to: Math.min(held.to, held.fact.from + held.fact.life_years * yearMs) }))
    .filter(({ from, to }) => from < to);
  const annuity = ({ fact, from, to }: Held<Asset>): bigint =>
    accruedYearly(fact.capex * recoveryFactor(fact.rate, fact.life_years), { from, to });
  return { usd: total(living.map(annuity)), joules: used.joules, ms: bucket.dueMs };
}

/** Power that was built, and days from the decision to energising weighted by it, each times its time; in units of 10^-12. */
export interface Energized {
  readonly dayTime: bigint;
  readonly mwTime: bigint;
  readonly ms: number;
}

const dayMs = 86_400_000;

export function energizedIn(bucket: Bucket, builds: Facts['builds'], at: (text: string) => number): Energized {
  const held = heldIn(builds, bucket);
  const days = ({ started, from }: Facts['builds'][number]): number => (from - at(started)) / dayMs;
  return {
    dayTime: total(held.map((each) => timesMs(each.fact.mw * days(each.fact), each))),
    mwTime: total(held.map((each) => timesMs(each.fact.mw, each))),
    ms: unionMs(held),
  };
}
