import { Temporal } from 'temporal-polyfill';
import { hashesPerDifficulty, phDayHashes } from '#market';
import type { Fact } from '#register';
import { portion } from '#runtime';
import { total } from './apportion.ts';
import type { Balance, Loads } from './balance.ts';
import { billsOf, type Draws, noBill } from './bill.ts';
import type { Bucket } from './bucket.ts';
import type { GridCarbon } from './carbon.ts';
import { heldAt, spreadOver } from './dated.ts';
import { isListed } from './facility.ts';
import type { SomeFigures } from './facility-names.ts';
import { sliceMs } from './dirty.ts';
import type { Inventory } from './inventory.ts';
import { isCovered } from './joint.ts';
import { decimals, scaled } from './scaled.ts';
import type { SiteFact } from './site-facts.ts';
import { integralOf, type SliceMeans } from './slices.ts';

const joulesPerKwh = 3_600_000n;
const joulesPerMwh = 3_600_000_000;
const gramsPerTonne = 1_000_000n;
const one = 10n ** BigInt(decimals);

/** What the market figures of a bucket are made of. */
export interface MarketSources {
  readonly bucket: Bucket;
  readonly loads: Loads;
  readonly inventory: Inventory;
  /** What the site drew from the grid. */
  readonly draws: Draws;
  readonly residual: SliceMeans;
  readonly marginal: GridCarbon;
  /** BTC per PH and day; 0 when not known. */
  readonly hashpriceBtc: number;
}

type Contract = Fact<'supply_contracts'>;

/** A factor of the register at an instant, g CO2e per kWh; null where it has none. */
export const yearlyFactor =
  ({ facts, carbon_g_per_kwh }: Inventory, method: 'location' | 'residual') =>
  (from: number): number | null => {
    const [fact] = heldAt(facts.carbon_factors, { from }).filter((each) => each.method === method);
    return fact?.g_per_kwh ?? (method === 'location' ? carbon_g_per_kwh : null);
  };

/** What a kWh emits that nobody has a claim on: the residual factor of the register, else the factor by location, as the guidance has it. */
export function residualFactors(
  inventory: Inventory,
  grid: GridCarbon,
  range: { readonly from: number; readonly to: number },
): SliceMeans {
  if (!inventory.facts.carbon_factors.some(({ method }) => method === 'residual')) return grid.factors;
  const factorAt = yearlyFactor(inventory, 'residual');
  const factors = new Map(grid.factors);
  for (let slice = range.from / sliceMs; slice < range.to / sliceMs; slice++) {
    const factor = factorAt(slice * sliceMs);
    if (factor !== null) factors.set(slice, scaled(factor));
  }
  return factors;
}

/** Energy that a contract delivers through the grid in a bucket, J. */
function deliveredJ({ mw = 0 }: Contract, { from, dueMs }: Bucket, zone: string): bigint {
  const power =
    typeof mw === 'number' ? mw : (mw[Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).hour] ?? 0);
  return BigInt(Math.round(power * 1_000 * dueMs));
}

interface Delivery {
  readonly contract: Contract;
  readonly joules: bigint;
}

function deliveriesOf({ bucket, loads, inventory }: MarketSources): Delivery[] {
  return heldAt(inventory.facts.supply_contracts, bucket).map((contract) => ({
    contract,
    joules:
      contract.kind === 'ppa'
        ? deliveredJ(contract, bucket, inventory.zone)
        : (loads.meters.find(({ device }) => device === contract.meter)?.importJ ?? 0n),
  }));
}

const emissionsOf = (deliveries: readonly Delivery[]): bigint =>
  total(deliveries.map(({ contract, joules }) => (scaled(contract.g_per_kwh) * joules) / joulesPerKwh));
const freeJ = (deliveries: readonly Delivery[]): bigint =>
  total(deliveries.map(({ contract, joules }) => portion(joules, scaled(contract.carbon_free), one)));

/** Energy of the certificates that were cancelled, J. */
const cancelledJ = ({ inventory, bucket }: MarketSources): bigint =>
  total(
    inventory.facts.certificates
      .filter(({ cancelled }) => cancelled !== undefined)
      .map(({ mwh, ...span }) => spreadOver(BigInt(Math.round(mwh * joulesPerMwh)), span, bucket)),
  );

/**
 * Scope 2 by market: the energy drawn at the factor that nobody has a claim on, what contracts and certificates cover of it over the year, and what
 * contracts cover of it in the same quarter of an hour.
 */
function byMarket(sources: MarketSources): SomeFigures {
  const { bucket, draws, residual } = sources;
  const { pricedJ, pricedMs, worth } = billsOf(draws, residual).get('') ?? noBill;
  if (pricedMs === 0 || bucket.dueMs === 0) return {};
  const throughGrid = deliveriesOf(sources).filter(({ contract }) => contract.kind === 'ppa');
  const covered = (whole: bigint): bigint => portion(whole, BigInt(pricedMs), BigInt(bucket.dueMs));
  const timely = throughGrid.filter(({ contract }) => contract.deliverable);
  const timelyJ = covered(total(timely.map(({ joules }) => joules)));
  const matchedJ = timelyJ < pricedJ ? timelyJ : pricedJ;
  const residualG = worth / joulesPerKwh;
  const part = (whole: bigint, weight: bigint, of: bigint): bigint => (of > 0n ? portion(whole, weight, of) : 0n);
  return {
    market_j: pricedJ,
    market_ms: pricedMs,
    residual_g: residualG,
    contract_j: covered(total(throughGrid.map(({ joules }) => joules)) + cancelledJ(sources)),
    contract_g: covered(emissionsOf(throughGrid)),
    hourly_g: part(covered(emissionsOf(timely)), matchedJ, timelyJ) + part(residualG, pricedJ - matchedJ, pricedJ),
  };
}

/** Carbon-free energy in the same quarter of an hour: of contracts up to what is used, of the grid for the rest. Surplus does not carry. */
function carbonFree(sources: MarketSources, { facilityJ, facilityMs }: Balance): SomeFigures {
  const { bucket, inventory } = sources;
  const { facts } = inventory;
  const [grid] = heldAt(facts.grid_mix, bucket);
  if (!isListed(facts, 'supply_contracts', 'grid_mix') || !isCovered(facilityMs, bucket.dueMs)) return {};
  const delivered = freeJ(deliveriesOf(sources).filter(({ contract }) => contract.deliverable));
  const matched = delivered < facilityJ ? delivered : facilityJ;
  const rest = portion(facilityJ - matched, scaled(grid?.carbon_free ?? 0), one);
  return { cfe_j: matched + rest, cfe_facility_j: facilityJ, cfe_ms: bucket.dueMs };
}

/** Renewable energy that the site owns: certificates that were cancelled for it, and what it makes itself. */
function renewable(sources: MarketSources, { facilityJ, facilityMs }: Balance): SomeFigures {
  const { bucket, inventory } = sources;
  if (!isListed(inventory.facts, 'certificates', 'supply_contracts') || !isCovered(facilityMs, bucket.dueMs)) return {};
  const made = deliveriesOf(sources).filter(({ contract }) => contract.kind === 'onsite' && contract.renewable);
  return {
    renewable_j: cancelledJ(sources) + total(made.map(({ joules }) => joules)),
    renewable_facility_j: facilityJ,
    renewable_ms: bucket.dueMs,
  };
}

/** The energy drawn at the marginal rate of its instants, and that rate over time. */
function atMargin({ bucket, draws, marginal }: MarketSources): SomeFigures {
  const { pricedJ, pricedMs, worth } = billsOf(draws, marginal.factors).get('') ?? noBill;
  const { ms, integral } = integralOf(marginal.factors, bucket);
  return {
    marginal_j: pricedJ,
    marginal_ms: pricedMs,
    marginal_g: worth / joulesPerKwh,
    moer_ms: ms,
    moer_time: integral,
  };
}

/** Methane abated, where the register has any. */
const abated = ({ inventory, bucket }: MarketSources): SomeFigures =>
  isListed(inventory.facts, 'methane_abatement')
    ? {
        abated_g: total(
          inventory.facts.methane_abatement.map(({ t_co2e, ...span }) =>
            spreadOver(scaled(t_co2e) * gramsPerTonne, span, bucket),
          ),
        ),
        abated_ms: bucket.dueMs,
      }
    : {};

/** The figures of a site by market; halls have none of their own. */
export const marketFigures = (sources: MarketSources, site: Balance): SomeFigures => ({
  ...byMarket(sources),
  ...carbonFree(sources, site),
  ...renewable(sources, site),
  ...atMargin(sources),
  ...abated(sources),
});

/** Emissions of a hall's mining, with what it mined of hashes and of bitcoin in the same time. */
export function minedFigures(
  { balance, carbon, mining }: SiteFact,
  { bucket, hashpriceBtc }: MarketSources,
): SomeFigures {
  const { dueMs } = bucket;
  if (mining.ms === 0 || balance.facilityJ <= 0n || !isCovered(carbon.ms, dueMs)) return {};
  const emitted = portion(carbon.emitted, mining.joules, balance.facilityJ);
  const btc = ((Number(mining.other) * hashesPerDifficulty) / phDayHashes) * hashpriceBtc;
  return {
    mining_carbon_g: emitted,
    mining_carbon_diff: mining.other,
    mining_carbon_ms: dueMs,
    ...(hashpriceBtc > 0 && { coined_g: emitted, coined_btc: scaled(btc), coined_ms: dueMs }),
  };
}
