import type { NativeColumn } from '#store';
import { amounts, counts, doubles, instants, named, names, seconds, tallies, versions, wholes } from './columns.ts';
import { quarterMs } from './dirty.ts';
import { economicAmounts, economicWholes, monthColumns } from './economic-columns.ts';
import { orderAmounts, orderWholes, priceAmounts, priceWholes, supplyAmounts, supplyWholes } from './flex-names.ts';
import { jobAmountColumns, jobWholeColumns } from './job-columns.ts';
import { facilityAmountNames, type FacilityFigures, facilityWholeNames } from './facility-names.ts';
import type { amountNames, lastNames, tallyNames, wholeNames } from './fact-names.ts';
import { gpuPriceAmounts, gpuPriceWholes } from './gpu-price.ts';
import { decimals } from './scaled.ts';
import { networkAmounts, networkWholes } from './network-columns.ts';
import type { SiteFact } from './site-facts.ts';

type Whole = number | bigint;

/** One row: the facts of a place, and its figures of energy and carbon. */
export type SiteRow = SiteFact & { readonly facility: FacilityFigures };

/** Columns of figures that have their names. */
const columnsOf = <const Name extends string, Figures extends Readonly<Record<Name, Whole>>>(
  list: readonly Name[],
  figures: (row: SiteRow) => Figures,
): { [Column in Name]: (row: SiteRow) => Figures[Column] } =>
  Object.fromEntries(list.map((name) => [name, (row: SiteRow) => figures(row)[name]])) as {
    [Column in Name]: (row: SiteRow) => Figures[Column];
  };
type Flex = SiteRow['flex'];
const priceOf = ({ flex }: SiteRow): Flex['price'] => flex.price;
const supplyOf = ({ flex }: SiteRow): Flex['supply'] => flex.supply;
const ordersOf = ({ flex }: SiteRow): Flex['orders'] => flex.orders;
const facilityOf = ({ facility }: SiteRow): FacilityFigures => facility;

const wholeColumns: Readonly<Record<(typeof wholeNames)[number], (fact: SiteRow) => Whole>> = {
  window_ms: ({ bucket }) => bucket.dueMs,
  expected_ms: ({ fleet }) => fleet.expectedMs,
  reported_ms: ({ fleet }) => fleet.reportedMs,
  readings: ({ fleet }) => fleet.readings,
  m0_j: ({ balance }) => balance.m0J,
  m0_ms: ({ balance }) => balance.m0Ms,
  it_j: ({ balance }) => balance.itJ,
  it_ms: ({ balance }) => balance.itMs,
  cooling_j: ({ balance }) => balance.coolingJ,
  cooling_ms: ({ balance }) => balance.coolingMs,
  heat_j: ({ balance }) => balance.heatJ,
  heat_ms: ({ balance }) => balance.heatMs,
  overhead_j: ({ balance }) => balance.overheadJ,
  facility_j: ({ balance }) => balance.facilityJ,
  facility_ms: ({ balance }) => balance.facilityMs,
  pue_facility_j: ({ balance, isPue }) => (isPue ? balance.facilityJ : 0),
  pue_it_j: ({ balance, isPue }) => (isPue ? balance.itJ : 0),
  pue_ms: ({ bucket, isPue }) => (isPue ? bucket.dueMs : 0),
  cer_heat_j: ({ balance, isCer }) => (isCer ? balance.heatJ : 0),
  cer_cooling_j: ({ balance, isCer }) => (isCer ? balance.coolingJ : 0),
  cer_ms: ({ bucket, isCer }) => (isCer ? bucket.dueMs : 0),
  contracted_facility_j: ({ contractedFacilityJ }) => contractedFacilityJ,
  contracted_ms: ({ contractedMs }) => contractedMs,
  level_j: ({ balance }) => (balance.isLevel ? balance.facilityJ : 0),
  level_ms: ({ balance }) => (balance.isLevel ? quarterMs : 0),
  priced_j: ({ pricedJ }) => pricedJ,
  priced_ms: ({ pricedMs }) => pricedMs,
  price_ms: ({ quote }) => quote.ms,
  carbon_j: ({ carbon }) => carbon.joules,
  carbon_ms: ({ carbon }) => carbon.ms,
  carbon_estimated_j: ({ carbon }) => carbon.estimatedJ,
  factor_ms: ({ factor }) => factor.ms,
  factor_estimated_ms: ({ factorEstimated }) => factorEstimated.integral / 10n ** BigInt(decimals),
  cue_it_j: ({ carbon }) => carbon.cue.itJ,
  cue_ms: ({ carbon }) => carbon.cue.ms,
  accepted_diff: ({ fleet }) => fleet.acceptedDiff,
  wall_j: ({ wall }) => wall.joules,
  wall_diff: ({ wall }) => wall.other,
  wall_ms: ({ wall }) => wall.ms,
  mining_facility_j: ({ mining }) => mining.joules,
  mining_facility_diff: ({ mining }) => mining.other,
  mining_facility_ms: ({ mining }) => mining.ms,
  hashprice_ms: ({ hashprice }) => hashprice.ms,
  hash_revenue_j: ({ hashRevenue }) => hashRevenue.joules,
  gpu_expected_ms: ({ fleet }) => fleet.gpuExpectedMs,
  ai_revenue_j: ({ aiRevenue }) => aiRevenue.joules,
  ...columnsOf(priceWholes, priceOf),
  ...columnsOf(supplyWholes, supplyOf),
  ...columnsOf(orderWholes, ordersOf),
  ...columnsOf(facilityWholeNames, facilityOf),
  ...economicWholes,
  ...jobWholeColumns,
  ...networkWholes,
  ...gpuPriceWholes,
};

const amountColumns: Readonly<Record<(typeof amountNames)[number], (fact: SiteRow) => bigint>> = {
  contracted_j: ({ contractedJ }) => contractedJ,
  cost: ({ cost }) => cost,
  price_time: ({ quote }) => quote.integral,
  carbon_g: ({ carbon }) => carbon.emitted,
  factor_time: ({ factor }) => factor.integral,
  cue_g: ({ carbon }) => carbon.cue.emitted,
  hashprice_time: ({ hashprice }) => hashprice.integral,
  pool_fee_time: ({ hashprice }) => hashprice.feeIntegral,
  hash_revenue_usd: ({ hashRevenue }) => hashRevenue.usd,
  ai_revenue_usd: ({ aiRevenue }) => aiRevenue.usd,
  ...columnsOf(priceAmounts, priceOf),
  ...columnsOf(supplyAmounts, supplyOf),
  ...columnsOf(orderAmounts, ordersOf),
  ...columnsOf(facilityAmountNames, facilityOf),
  ...economicAmounts,
  ...jobAmountColumns,
  ...networkAmounts,
  ...gpuPriceAmounts,
};

/** Rows of `rollup_site`. */
export function siteColumns(site: string, facts: readonly SiteRow[]): NativeColumn[] {
  const each = <Value>(of: (fact: SiteRow) => Value): Value[] => facts.map(of);
  return [
    named('site', site, facts.length),
    named('grain', '15m', facts.length),
    seconds(
      'bucket_start',
      each(({ bucket }) => bucket.from),
    ),
    seconds(
      'bucket_end',
      each(({ bucket }) => bucket.to),
    ),
    names(
      'hall',
      each(({ balance }) => balance.hall),
    ),
    names(
      'workload',
      each(({ balance }) => balance.workload),
    ),
    counts(
      'devices',
      each(({ fleet }) => fleet.devices),
    ),
    counts(
      'expected_devices',
      each(({ fleet }) => fleet.expectedDevices),
    ),
    counts(
      'flags',
      each(({ fleet }) => fleet.flags),
    ),
    instants(
      'through',
      each(({ fleet }) => fleet.through),
    ),
    doubles(
      'peak_w',
      each(({ balance }) => (balance.isLevel ? Number(balance.facilityJ) / 900 : 0)),
    ),
    ...Object.entries({ ...wholeColumns, ...monthColumns.wholes }).map(([name, of]) => wholes(name, each(of))),
    ...Object.entries({ ...amountColumns, ...monthColumns.amounts }).map(([name, of]) => amounts(name, each(of))),
    doubles(
      'deployed_ghs' satisfies (typeof lastNames)[number],
      each(({ deployedGhs }) => deployedGhs),
    ),
    tallies(
      'pool_blocks' satisfies (typeof tallyNames)[number],
      each(({ network }) => network.pools.blocks),
    ),
    versions(
      'version',
      each(({ bucket }) => bucket.version),
    ),
  ];
}
