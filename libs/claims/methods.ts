import type { ClaimMethod } from '#catalogue';
import {
  capacityUtilisation,
  coOperatedMw,
  headroomFill,
  negativePriceCapture,
  negativePriceHours,
  surplusResponse,
  utilisationGain,
} from './capacity.ts';
import { coincidence, correlation, deviation, loadFactorGap, loadFactorUplift, variation } from './complementarity.ts';
import { type Rotation, rotationTest } from './rotation.ts';
import { type Day, type LoadSeries, quarterMs } from './series.ts';
import type { Statistic } from './statistic.ts';

/** What a method needs to know of a quarter of an hour for it to count as covered. */
export type Basis = 'loads' | 'prices' | 'contract' | 'none';

/** How a reading is measured: by a statistic that has an interval, or by a number that has none. */
export interface Method {
  readonly basis: Basis;
  /** Rises when a value of the same readings would change. */
  readonly version: number;
  readonly statistic?: (series: LoadSeries) => Statistic;
  readonly number?: (series: LoadSeries) => number | null;
  readonly rotation?: (series: LoadSeries) => Rotation | null;
  /** What holds when there is no number to be had and none is expected. */
  readonly withoutEvidence?: string;
}

/** Revenue of all miners in the claim, USD; blocks of a year; coins of a block in 2030 with fees of 5 %. */
const claimedRevenue = 1e11;
const blocksPerYear = 144 * 365.25;
const coinsPerBlock = 1.5625 * 1.05;

export const methods: Readonly<Record<ClaimMethod, Method>> = {
  asic_ai_work_share: {
    basis: 'none',
    version: 1,
    withoutEvidence: 'no evidence: no AI work is attributed to any miner',
  },
  compl_corr: { basis: 'loads', version: 1, statistic: correlation, rotation: rotationTest },
  compl_sd: { basis: 'loads', version: 1, statistic: deviation },
  compl_tv: { basis: 'loads', version: 1, statistic: variation },
  co_operated_mw: { basis: 'loads', version: 1, number: coOperatedMw },
  coincidence_factor: { basis: 'loads', version: 1, statistic: coincidence },
  headroom_fill_ratio: { basis: 'loads', version: 1, statistic: headroomFill },
  implied_btc_price: { basis: 'none', version: 1, number: () => claimedRevenue / (blocksPerYear * coinsPerBlock) },
  load_factor_gap: { basis: 'loads', version: 1, statistic: loadFactorGap },
  load_factor_uplift: { basis: 'loads', version: 1, statistic: loadFactorUplift },
  negative_price_capture: { basis: 'loads', version: 1, statistic: negativePriceCapture },
  negative_price_hours: { basis: 'prices', version: 1, statistic: negativePriceHours },
  power_capacity_utilization: { basis: 'contract', version: 1, statistic: capacityUtilisation },
  surplus_response_ai: { basis: 'loads', version: 1, statistic: (series) => surplusResponse(series, 'ai') },
  surplus_response_mining: { basis: 'loads', version: 1, statistic: (series) => surplusResponse(series, 'mining') },
  utilization_gain: { basis: 'loads', version: 1, statistic: utilisationGain },
};

const knownOf: Readonly<Record<Basis, (day: Day) => number>> = {
  loads: ({ quarters }) => quarters.length,
  prices: ({ site }) => site.filter(({ price }) => price !== null).length,
  contract: ({ site }) => site.filter(({ contractedJ }) => contractedJ > 0).length,
  none: ({ site }) => site.length,
};

/** A day counts when most of its quarters are known. */
const dayShare = 0.8;

/** How much of a series a basis is known for: share of the time, and whole enough days. */
export interface Extent {
  readonly coverage: number;
  readonly days: number;
}

export function extentOf(series: LoadSeries, basis: Basis): Extent {
  const known = series.days.map(knownOf[basis]);
  const quarters = (series.to - series.from) / quarterMs;
  return {
    coverage: quarters > 0 ? known.reduce((sum, some) => sum + some, 0) / quarters : 0,
    days: series.days.filter((day, at) => (known[at] ?? 0) >= dayShare * day.site.length).length,
  };
}
