import { instantMs } from '#register';
import { monthsOf } from './accrual.ts';
import type { Balance } from './balance.ts';
import type { Draws } from './bill.ts';
import type { Bucket } from './bucket.ts';
import { type Mined, minedOf, notMined, rewardOf } from './coins.ts';
import type { Range } from './dirty.ts';
import {
  builtIn,
  type Built,
  type Energized,
  energizedIn,
  type Leased,
  leasedIn,
  type MiningCosts,
  miningCosts,
  type Recovery,
  recoveryIn,
} from './finance.ts';
import type { Inventory } from './inventory.ts';
import { type Payments, paymentsOf } from './payments.ts';
import { type PeakDraw, peakDrawOf } from './peaks.ts';
import { type Compared, comparedIn, type PricePair, pricePair } from './reference.ts';
import type { SliceMeans } from './slices.ts';
import {
  demandOf,
  type KnownCost,
  knownCost,
  type PowerCost,
  powerCostOf,
  type TariffPrices,
  tariffPrices,
} from './tariff.ts';
import { type TokenRewards, tokenRewardsOf } from './token-rewards.ts';

/** What the economics of every bucket of a range rest on. */
export interface EconomicTerms {
  readonly inventory: Inventory;
  readonly prices: TariffPrices;
  readonly pair: PricePair;
  readonly monthOf: (ms: number) => Range;
}

export const economicTerms = (
  inventory: Inventory,
  { site, reference }: { readonly site: SliceMeans; readonly reference: SliceMeans },
  range: Range,
): EconomicTerms => ({
  inventory,
  prices: tariffPrices(site, inventory.facts, range),
  pair: pricePair(site, reference),
  monthOf: monthsOf(inventory.zone),
});

/** What the economics of one bucket rest on. */
export interface EconomicSources {
  readonly terms: EconomicTerms;
  /** What its meters drew of the grid. */
  readonly draws: Draws;
  /** Sat per hash; 0 when not known. */
  readonly reward: number;
}

interface Joint {
  readonly joules: bigint;
  readonly other: bigint;
  readonly ms: number;
}

/** What else of a site in a bucket its economics rest on. */
interface SiteFigures {
  readonly site: Balance;
  readonly mining: Joint;
  readonly ai: Joint;
  readonly gpuMs: number;
}

/** What power costs a site in a bucket, what is mined with it, and what else the register says of money; of a time of 0 nothing is known. */
export interface Economics {
  /** As far as it goes by energy; `known` where that is all. */
  readonly power: PowerCost;
  readonly known: KnownCost;
  readonly mined: Mined;
  readonly knownMined: Mined;
  readonly demand: ReturnType<typeof demandOf>;
  readonly payments: Payments;
  readonly peaks: PeakDraw;
  readonly compared: Compared;
  readonly costs: MiningCosts;
  readonly leased: Leased;
  readonly built: Built;
  readonly recovery: { readonly ai: Recovery; readonly mining: Recovery };
  readonly energized: Energized;
  readonly rewards: TokenRewards;
}

/** The economics of a whole site in a bucket; `mining` and `ai` are its joint figures of energy and output, `gpuMs` the time of its boards. */
export function economicsOf(
  bucket: Bucket,
  { terms, draws, reward }: EconomicSources,
  { site, mining, ai, gpuMs }: SiteFigures,
): Economics {
  const { inventory, prices, pair } = terms;
  const { facts } = inventory;
  const { dueMs } = bucket;
  const month = terms.monthOf(bucket.from);
  const payments = paymentsOf(bucket, facts.payments);
  const power = powerCostOf(bucket, { draws, prices, facts, programmes: payments.credit });
  const known = knownCost(power);
  const mined = minedOf({ reward, mining, site, power, dueMs });
  const assetsOf = (workload: string) => facts.assets.filter((asset) => asset.workload === workload);
  return {
    power,
    known,
    mined,
    knownMined: known.ms > 0 ? mined : notMined,
    demand: demandOf(bucket, site, power),
    payments,
    peaks: peakDrawOf(bucket, draws, inventory),
    compared: comparedIn(draws, pair),
    costs: miningCosts(bucket, facts.finance, {
      sat: rewardOf({ reward, mining, dueMs }),
      hash: mining.other,
      month,
    }),
    leased: leasedIn(bucket, facts.leases, month),
    built: builtIn(bucket, inventory),
    recovery: {
      ai: recoveryIn(bucket, assetsOf('ai'), ai),
      mining: recoveryIn(bucket, assetsOf('mining'), mining),
    },
    energized: energizedIn(bucket, facts.builds, (text) => instantMs(text, inventory.zone)),
    rewards: tokenRewardsOf(bucket, facts.token_rewards, gpuMs),
  };
}
