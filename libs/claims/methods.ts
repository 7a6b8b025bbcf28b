import type { ClaimMethod, Reading } from '#catalogue';
import type { Interval } from './bootstrap.ts';
import type { Chance } from './chance.ts';
import {
  capacityUtilisation,
  coOperatedGrowth,
  coOperatedMw,
  headroomFill,
  negativePriceCapture,
  negativePriceHours,
  stranded,
  surplusResponse,
  utilisationGain,
} from './capacity.ts';
import { carbonUsage, scope2Location } from './carbon.ts';
import type { BesideName } from './beside.ts';
import { coLocatedAbsorbed, curtailedInZone, noCurtailment, renewableAbsorbed } from './curtailed.ts';
import {
  coincidence,
  correlation,
  deviation,
  diversity,
  loadFactorGap,
  loadFactorUplift,
  variation,
} from './complementarity.ts';
import { priceElasticity } from './elasticity.ts';
import { interconnectHeadroom, mixedHours } from './headroom.ts';
import { notMeasured, type OfMetric } from './of-metric.ts';
import { strongestLag } from './lag.ts';
import { naturalOf, noPlan, ofNatural } from './natural.ts';
import { offPeakShare } from './off-peak.ts';
import { fewAdjustments, spreadOf } from './adjustments.ts';
import { againstNetwork, noNetwork } from './against-network.ts';
import { type Dataset, type Figure } from './public/figures.ts';
import { type Estimate, frontierBy2030, frontierRatio, installedBy2030, trainingGrowth } from './public/growth.ts';
import { ownersHhi, ownersHhiChange, topOwnersShare, vendorRevenue } from './public/market.ts';
import { noRequest, releasedToAi } from './released.ts';
import { supplyOutage } from './outages.ts';
import { priceP95 } from './price-level.ts';
import { rotationTest } from './rotation.ts';
import type { Day } from './day.ts';
import { type LoadSeries, quarterMs } from './series.ts';
import type { Sample, Statistic } from './statistic.ts';
import { computeSpread, computeSpreadNet, hasNetSpread, isEarning, noDollars, worthOfMwh } from './spread.ts';
import { aiRevenueShare, regret, switchValue } from './switching.ts';
import { checkOf, effectOf, lotOf, type OfTrial, strictUplift, uplift } from './uplift/uplift.ts';
import type { Trial } from './uplift/trial.ts';

/** What a method needs to know of a quarter of an hour for it to count as covered. */
export type Basis =
  | 'loads'
  | 'prices'
  | 'negative'
  | 'level'
  | 'local_negative'
  | 'contract'
  | 'emissions'
  | 'cue'
  | 'hash'
  | 'mining_revenue'
  | 'ai_revenue'
  | 'revenues'
  | 'net_spread'
  | 'trial'
  | 'none'
  | { readonly reading: Reading };

/** How a reading is measured: by a statistic that has an interval, or by a number that has none. */
export interface Method {
  readonly basis: Basis;
  /** Rises when a value of the same readings would change. */
  readonly version: number;
  readonly statistic?: (series: LoadSeries) => Statistic;
  /** Of days that the catalogue has added up. */
  readonly daily?: (series: LoadSeries) => Sample | null;
  /** Of what is no day, with the names of how it is drawn. */
  readonly sample?: (series: LoadSeries) => Sample | null;
  /** With an interval of its own. */
  readonly estimate?: (series: LoadSeries) => Estimate | null;
  /** Of hybrid dispatch held against static dispatch. */
  readonly trial?: OfTrial;
  /** Whether it could be the threshold, and the choice of halls that were held back: no verdict stands against that. */
  readonly lot?: (trial: Trial, threshold: number) => Chance | null;
  /** Its interval by another way. */
  readonly check?: (trial: Trial) => Interval | null;
  readonly number?: (series: LoadSeries) => number | null;
  /** What it needs beside the loads. */
  readonly beside?: BesideName;
  /** Why it can say nothing of a series, whatever is covered; null when it may. */
  readonly lacking?: (series: LoadSeries) => string | null;
  readonly rotation?: (series: LoadSeries) => Chance | null;
  /** What holds when there is no number to be had and none is expected. */
  readonly withoutEvidence?: string;
}

/** Revenue of all miners in the claim, USD; blocks of a year; coins of a block in 2030 with fees of 5 %. */
const claimedRevenue = 1e11;
const blocksPerYear = 144 * 365.25;
const coinsPerBlock = 1.5625 * 1.05;

/** Of a public table: it says nothing before the table was imported. */
const ofTable = (
  dataset: Dataset,
  of: {
    readonly number?: (figures: readonly Figure[]) => number | null;
    readonly sample?: (figures: readonly Figure[]) => Sample;
    readonly estimate?: (figures: readonly Figure[]) => Estimate | null;
  },
): Method => {
  const { number, sample, estimate } = of;
  return {
    basis: 'none',
    version: 1,
    beside: 'figures',
    lacking: ({ figures }) =>
      figures.some((figure) => figure.dataset === dataset)
        ? null
        : `no table is imported: coload import ${dataset} FILE.csv`,
    ...(number && { number: ({ figures }) => number(figures) }),
    ...(sample && { sample: ({ figures }) => sample(figures) }),
    ...(estimate && { estimate: ({ figures }) => estimate(figures) }),
  };
};

export const methods: Readonly<Record<ClaimMethod, Method>> = {
  asic_ai_work_share: {
    basis: 'none',
    version: 2,
    beside: 'minersAtAi',
    number: ({ minersAtAi }) => minersAtAi,
    withoutEvidence: 'no evidence: no AI work is attributed to any miner',
  },
  ai_offpeak_share: { basis: 'loads', version: 1, statistic: offPeakShare },
  compl_corr: { basis: 'loads', version: 1, statistic: correlation, rotation: rotationTest },
  compl_corr_natural: {
    basis: 'loads',
    version: 1,
    lacking: noPlan,
    statistic: ofNatural(correlation),
    rotation: (series) => rotationTest(naturalOf(series)),
  },
  compl_sd: { basis: 'loads', version: 1, statistic: deviation },
  compl_sd_natural: { basis: 'loads', version: 1, lacking: noPlan, statistic: ofNatural(deviation) },
  compl_tv: { basis: 'loads', version: 1, statistic: variation },
  compl_tv_natural: { basis: 'loads', version: 1, lacking: noPlan, statistic: ofNatural(variation) },
  compute_spread: { basis: 'revenues', version: 1, statistic: computeSpread },
  compute_spread_net: { basis: 'net_spread', version: 1, lacking: noDollars, statistic: computeSpreadNet },
  co_located_curtailment_absorbed: { basis: 'local_negative', version: 1, statistic: coLocatedAbsorbed },
  co_operated_growth: { basis: 'loads', version: 1, number: coOperatedGrowth },
  co_operated_mw: { basis: 'loads', version: 1, number: coOperatedMw },
  coincidence_factor: { basis: 'loads', version: 1, statistic: coincidence },
  converted_mw: { basis: 'none', version: 1, beside: 'converted', number: ({ converted }) => converted },
  curtailed_renewable_absorbed: {
    basis: 'negative',
    version: 1,
    beside: 'figures',
    lacking: noCurtailment,
    statistic: renewableAbsorbed,
  },
  curtailment_zone: { basis: 'none', version: 1, beside: 'figures', lacking: noCurtailment, number: curtailedInZone },
  cue: { basis: 'cue', version: 1, statistic: carbonUsage },
  difficulty_spread: {
    basis: 'none',
    version: 1,
    beside: 'adjustments',
    lacking: ({ adjustments }) => fewAdjustments(adjustments),
    number: ({ adjustments }) => spreadOf(adjustments),
  },
  diversity_factor: { basis: 'loads', version: 1, statistic: diversity },
  efficiency_uplift: { basis: 'trial', version: 1, trial: uplift('energy'), lot: lotOf, check: checkOf('energy') },
  efficiency_uplift_capital: { basis: 'trial', version: 1, trial: uplift('capital'), check: checkOf('capital') },
  efficiency_uplift_contract: { basis: 'trial', version: 1, trial: uplift('contract'), check: checkOf('contract') },
  efficiency_uplift_cost: { basis: 'trial', version: 1, trial: uplift('cost'), check: checkOf('cost') },
  frontier_2023: ofTable('epoch-models', { sample: (figures) => frontierBy2030(figures, 2023) }),
  frontier_2024: ofTable('epoch-models', { sample: (figures) => frontierBy2030(figures, 2024) }),
  frontier_ratio: ofTable('epoch-models', { number: (figures) => frontierRatio(figures, 2023) }),
  headroom_fill_ratio: { basis: 'loads', version: 1, statistic: headroomFill },
  implied_btc_price: { basis: 'none', version: 1, number: () => claimedRevenue / (blocksPerYear * coinsPerBlock) },
  installed_2023: ofTable('epoch-chips', { estimate: (figures) => installedBy2030(figures, 2023) }),
  installed_2024: ofTable('epoch-chips', { estimate: (figures) => installedBy2030(figures, 2024) }),
  interconnect_headroom_mw: { basis: 'contract', version: 1, statistic: interconnectHeadroom },
  lag_profile: { basis: 'loads', version: 1, number: strongestLag },
  load_factor_gap: { basis: 'loads', version: 1, statistic: loadFactorGap },
  load_factor_uplift: { basis: 'loads', version: 1, statistic: loadFactorUplift },
  mixed_site_hours: { basis: 'loads', version: 1, statistic: mixedHours },
  mw_released_to_ai: { basis: 'loads', version: 1, beside: 'requests', lacking: noRequest, statistic: releasedToAi },
  negative_price_capture: { basis: 'loads', version: 1, statistic: negativePriceCapture },
  negative_price_hours: { basis: 'prices', version: 1, statistic: negativePriceHours },
  own_fleet_vs_cbeci: { basis: 'hash', version: 1, beside: 'network', lacking: noNetwork, statistic: againstNetwork },
  owners_hhi: ofTable('epoch-ownership', { number: ownersHhi }),
  owners_hhi_change: ofTable('epoch-ownership', { number: ownersHhiChange }),
  power_capacity_utilization: { basis: 'contract', version: 1, statistic: capacityUtilisation },
  price_elasticity_ai: { basis: 'loads', version: 1, statistic: priceElasticity('ai') },
  price_elasticity_mining: { basis: 'loads', version: 1, statistic: priceElasticity('mining') },
  price_p95: { basis: 'prices', version: 1, statistic: priceP95 },
  regret: { basis: 'revenues', version: 1, statistic: regret },
  revenue_share_ai: { basis: 'revenues', version: 1, statistic: aiRevenueShare },
  scope2_location: { basis: 'emissions', version: 1, statistic: scope2Location },
  stranded_mw_hours: { basis: 'loads', version: 1, statistic: stranded },
  supply_outage_minutes: { basis: 'level', version: 1, beside: 'outages', statistic: supplyOutage },
  surplus_response_ai: { basis: 'loads', version: 1, statistic: (series) => surplusResponse(series, 'ai') },
  surplus_response_mining: { basis: 'loads', version: 1, statistic: (series) => surplusResponse(series, 'mining') },
  switch_value: { basis: 'revenues', version: 1, statistic: switchValue },
  top_owners_share: ofTable('epoch-ownership', { number: topOwnersShare }),
  train_compute_growth: ofTable('epoch-models', { sample: trainingGrowth }),
  uplift_ai: { basis: 'trial', version: 1, trial: effectOf('energy', 'ai') },
  uplift_ex_mix: { basis: 'trial', version: 1, trial: strictUplift, lot: lotOf },
  uplift_mining: { basis: 'trial', version: 1, trial: effectOf('energy', 'mining') },
  uplift_mix: { basis: 'trial', version: 1, trial: effectOf('energy', 'mix') },
  uplift_overhead: { basis: 'trial', version: 1, trial: effectOf('energy', 'overhead') },
  uplift_use: { basis: 'trial', version: 1, trial: effectOf('contract', 'use') },
  useful_value_ai: { basis: 'ai_revenue', version: 1, statistic: () => worthOfMwh('ai') },
  useful_value_mining: { basis: 'mining_revenue', version: 1, statistic: () => worthOfMwh('mining') },
  utilization_gain: { basis: 'loads', version: 1, statistic: utilisationGain },
  vendor_revenue: ofTable('vendor-revenue', { number: vendorRevenue }),
};

const measuredOf = ({ measured }: LoadSeries, reading: Reading): OfMetric => measured.get(reading) ?? notMeasured;

/** The way of a reading that a metric of the catalogue answers. */
export const methodOfKpi = (reading: Reading): Method => {
  const of = (series: LoadSeries): OfMetric => measuredOf(series, reading);
  const isGrowth = reading.kpi?.growthOf !== undefined;
  return {
    basis: { reading },
    version: 1,
    lacking: (series) => of(series).reason,
    ...(isGrowth
      ? { sample: (series) => of(series).sample }
      : { number: (series) => of(series).value, daily: (series) => of(series).sample }),
  };
};

export type SeriesBasis = Exclude<Basis, 'trial' | object>;

const knownOf: Readonly<Record<SeriesBasis, (day: Day) => number>> = {
  loads: ({ quarters }) => quarters.length,
  prices: ({ site }) => site.filter(({ price }) => price !== null).length,
  level: ({ site }) => site.filter(({ isDark }) => isDark !== null).length,
  negative: ({ site }) => site.filter(({ negativeJ }) => negativeJ !== null).length,
  local_negative: ({ site }) => site.filter(({ localNegativeJ }) => localNegativeJ !== null).length,
  contract: ({ site }) => site.filter(({ contractedJ }) => contractedJ > 0).length,
  emissions: ({ site }) => site.filter(({ emittedG }) => emittedG !== null).length,
  cue: ({ site }) => site.filter(({ cue }) => cue !== null).length,
  hash: ({ site }) => site.filter(({ hash }) => hash.difficulty > 0).length,
  mining_revenue: ({ site }) => site.filter((quarter) => isEarning(quarter, ['mining'])).length,
  ai_revenue: ({ site }) => site.filter((quarter) => isEarning(quarter, ['ai'])).length,
  revenues: ({ site }) => site.filter((quarter) => isEarning(quarter)).length,
  net_spread: ({ site }) => site.filter(hasNetSpread).length,
  none: ({ site }) => site.length,
};

/** A day counts when most of its quarters are known. */
const dayShare = 0.8;

/** How much of a series a basis is known for: share of the time, and whole enough days. */
export interface Extent {
  /** Null where nothing was expected. */
  readonly coverage: number | null;
  readonly days: number;
}

export function extentOf(series: LoadSeries, basis: Basis): Extent {
  if (typeof basis === 'object') return measuredOf(series, basis.reading);
  if (basis === 'trial') return { coverage: series.trial.coverage, days: series.trial.known };
  const known = series.days.map(knownOf[basis]);
  const quarters = (series.to - series.from) / quarterMs;
  return {
    coverage: quarters > 0 ? known.reduce((sum, some) => sum + some, 0) / quarters : 0,
    days: series.days.filter((day, at) => isWhole(day, known[at] ?? 0)).length,
  };
}

const isWhole = ({ site }: Day, known: number): boolean => known >= dayShare * site.length;

/** Whether a day of a series is whole enough to count. */
export const isKnownDay = (day: Day, basis: SeriesBasis): boolean => isWhole(day, knownOf[basis](day));
