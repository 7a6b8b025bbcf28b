import { billsOf, drawsOf, gridSigns, usedSigns } from './bill.ts';
import type { Balance, Loads } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { carbonSources, gridCarbonOf } from './carbon.ts';
import { byChain } from './chain-terms.ts';
import { rewardsOf } from './coins.ts';
import { curtailedHashes } from './curtailed-hash.ts';
import { deployedIn } from './deployed.ts';
import type { Range } from './dirty.ts';
import { economicTerms } from './economics.ts';
import type { Fleet } from './fleet.ts';
import { gpuPricesOf } from './gpu-price.ts';
import type { Inputs } from './inputs.ts';
import type { ExpectedUnit, Inventory } from './inventory.ts';
import { jobFactsOf } from './job-facts.ts';
import { lmpBills, lmpOf } from './lmp.ts';
import { residualFactors, yearlyFactor } from './market-carbon.ts';
import { hashpricesOf, slicePrices } from './money.ts';
import { networksOf, noNetwork, withHashprice } from './network.ts';
import { orderFacts } from './order-facts.ts';
import { ordersOf } from './orders.ts';
import type { SiteRow } from './site-columns.ts';
import { factsOf } from './site-facts.ts';
import { withFigures } from './site-figures.ts';
import { integralOf } from './slices.ts';
import type { ClassUnits } from './units.ts';

const hourMs = 3_600_000;

/** Loads, balances and fleets, by bucket; of balances and fleets the site first, then its halls. */
export interface Places {
  readonly loads: readonly Loads[];
  readonly balances: readonly (readonly Balance[])[];
  readonly fleets: readonly ReadonlyMap<string, Fleet>[];
}

export interface SiteSources extends Places {
  readonly range: Range;
  readonly inputs: Inputs;
  readonly inventory: Inventory;
  readonly buckets: readonly Bucket[];
  readonly expected: readonly (readonly ExpectedUnit[])[];
  readonly classes: Readonly<Record<'asic' | 'gpu' | 'inference', ClassUnits>>;
}

/** What holds by slices of the range, the same for every bucket. */
function seriesOf({ range, inputs, inventory }: SiteSources) {
  const prices = slicePrices(inputs.prices, range);
  const yearly = yearlyFactor(inventory, 'location');
  const grid = gridCarbonOf(inputs.carbon, range, (at) => inputs.held.get(at - (at % hourMs)) ?? yearly(at));
  return {
    prices,
    grid,
    marginal: gridCarbonOf(inputs.marginal, range, () => null),
    residual: residualFactors(inventory, grid, range),
    lmp: lmpOf(inputs.prices, range),
    orders: ordersOf(inputs.events),
    terms: economicTerms(inventory, { site: prices, reference: slicePrices(inputs.reference, range) }, range),
  };
}

/** What is worked out for all buckets at once; gives what is of one, by its place. */
function figuresOf({ buckets, inputs, inventory, classes, balances, fleets }: SiteSources) {
  const { facts } = inventory;
  const ofChain = (of: Parameters<typeof byChain>[2]['of']): number[] =>
    byChain(buckets, inputs.chain, { terms: facts.chain_terms, of });
  const hashprices = ofChain(hashpricesOf);
  const inBtc = ofChain((some, rows) => hashpricesOf(some, rows, 'btc'));
  const rewards = ofChain(rewardsOf);
  const told = networksOf(buckets, inputs);
  const networks = buckets.map((bucket, at) => withHashprice(told[at] ?? noNetwork, inBtc[at] ?? 0, bucket));
  const gpuPrices = gpuPricesOf(buckets, inputs.gpuPrices);
  const curtailed = curtailedHashes(buckets.length, classes.asic);
  const units = { boards: classes.gpu, servers: classes.inference };
  const jobs = jobFactsOf({ buckets, ...units, balances, fleets, jobs: inputs.jobs, facts });
  return (at: number) => ({
    hashprice: hashprices[at] ?? 0,
    hashpriceBtc: inBtc[at] ?? 0,
    reward: rewards[at] ?? 0,
    network: networks[at] ?? noNetwork,
    gpuPrice: gpuPrices[at] ?? null,
    curtailedGh: curtailed[at] ?? new Map<string, number>(),
    jobs: jobs[at] ?? new Map(),
  });
}

/** Rows of `rollup_site` of the buckets of a range. */
export function siteRows(sources: SiteSources): SiteRow[] {
  const { inputs, inventory, buckets, expected, loads, balances, fleets } = sources;
  const { prices, grid, marginal, residual, lmp, orders, terms } = seriesOf(sources);
  const figures = figuresOf(sources);
  return buckets.flatMap((bucket, at) => {
    const { hashprice, hashpriceBtc, reward, curtailedGh, ...own } = figures(at);
    const meters = (expected[at] ?? []).filter((unit) => unit.class === 'meter');
    const draws = drawsOf(bucket, meters, inputs.meter, gridSigns);
    const used = drawsOf(bucket, meters, inputs.meter, usedSigns);
    const common = { bucket, inventory, fleets: fleets[at] ?? new Map<string, Fleet>() };
    const facts = factsOf({
      ...common,
      ...own,
      hashprice,
      balances: balances[at] ?? [],
      bills: billsOf(used, prices),
      quote: integralOf(prices, bucket),
      carbon: carbonSources(bucket, draws, grid),
      deployed: deployedIn(inventory, bucket),
      economics: { terms, draws, reward },
      lmp: lmpBills(bucket, used, lmp),
      orders: orderFacts({
        bucket,
        orders,
        inventory,
        prices,
        minutes: inputs.minutes,
        halls: inventory.halls,
        curtailedGh,
        hashprice,
      }),
    });
    const ofBucket = loads[at] ?? { dueMs: bucket.dueMs, meters: [], cooling: [] };
    return withFigures(facts, { ...common, loads: ofBucket, draws, residual, marginal, hashpriceBtc });
  });
}
