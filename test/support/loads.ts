import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Claim, claims } from '#catalogue';
import type { Assessment } from '../../libs/claims/assess.ts';
import { bootstrap, drawsOf, type Interval, intervalOf as intervalOfDraws } from '../../libs/claims/bootstrap.ts';
import type { Day } from '../../libs/claims/day.ts';
import { type LoadRow, type LoadSeries, quarterMs, seriesOf } from '../../libs/claims/series.ts';
import { measured, sampleOf, type Statistic, valueOver } from '../../libs/claims/statistic.ts';
import { noTrial } from '../../libs/claims/uplift/trial.ts';

export const start = Date.UTC(2026, 0, 5);
export const quartersPerDay = 96;

export interface Given {
  readonly ai: number;
  readonly mining: number;
  readonly price?: number;
  /** g CO2e in the quarter; unknown unless given. */
  readonly carbonG?: number;
  /** Mean power of a plant behind the meter that the site used, kW; unknown unless given. */
  readonly local?: number;
  /** Whether it is under an order to curtail. */
  readonly isOrdered?: boolean;
}

/** Loads in kW from a Monday on, as the store tells them; the contract is 1 MW. A quarter without load of AI is not known. */
export function loadRows(given: readonly (Given | null)[], { from = start, aiHalls = 1 } = {}): LoadRow[] {
  const joules = (kilowatts: number): number => kilowatts * 1000 * 900;
  return given.map((each, at) => ({
    start_ms: from + at * quarterMs,
    mining_j: joules(each?.mining ?? 0),
    ai_j: joules(each?.ai ?? 0),
    mining_halls: 1,
    ai_halls: aiHalls,
    unknown_halls: each ? 0 : 1,
    device_count: 3,
    site_level_j: joules((each?.ai ?? 0) + (each?.mining ?? 0)),
    site_level_ms: each ? quarterMs : 0,
    ordered_ms: each?.isOrdered ? quarterMs : 0,
    hash_j: joules(each?.mining ?? 0),
    hash_diff: 0,
    contracted_j: joules(1000),
    contracted_facility_j: joules((each?.ai ?? 0) + (each?.mining ?? 0)),
    price_time: (each?.price ?? 40) * quarterMs,
    price_ms: quarterMs,
    hashprice_time: 50 * quarterMs,
    hashprice_ms: quarterMs,
    fee_time: 0,
    hash_usd: 0,
    hash_usd_j: 0,
    ai_usd: 0,
    ai_usd_j: 0,
    capital_mining: 0,
    capital_mining_j: 0,
    capital_ai: 0,
    capital_ai_j: 0,
    carbon_g: each?.carbonG ?? 0,
    carbon_ms: each?.carbonG === undefined ? 0 : quarterMs,
    cue_g: each?.carbonG ?? 0,
    cue_it_j: joules(each ? each.ai + each.mining : 0),
    cue_ms: each?.carbonG === undefined ? 0 : quarterMs,
    priced_j: joules(each ? each.ai + each.mining : 0),
    negative_j: joules(each && (each.price ?? 40) < 0 ? each.ai + each.mining : 0),
    local_j: joules(each?.local ?? 0),
    local_ms: each?.local === undefined ? 0 : quarterMs,
  }));
}

/** A series of such loads. */
export function series(
  given: readonly (Given | null)[],
  { zone = 'UTC', ...more }: { zone?: string; from?: number; aiHalls?: number } = {},
): LoadSeries {
  return seriesOf(loadRows(given, more), {
    site: 'prairie',
    zone,
    trial: noTrial('no policy of dispatch is known'),
    converted: 0,
  });
}

export const pairs = (ai: readonly number[], mining: readonly number[]): LoadSeries =>
  series(ai.map((load, at) => ({ ai: load, mining: mining[at] ?? 0 })));
export function intervalOf(statistic: Statistic, days: readonly Day[], options = bootstrap): Interval | null {
  const draws = drawsOf(sampleOf(statistic, days), options);
  return draws && intervalOfDraws(draws, options.level);
}
export const over = (statistic: Statistic, of: LoadSeries): number | null =>
  valueOver(statistic, measured(statistic, of.days), of.days.keys());

/** Days of AI that is busy from 8 to 20 h, with some noise, and of mining that does as `mining` says of AI's load. */
export function busyDays(days: number, seed: number, mining: (ai: number, noise: number) => number): LoadSeries {
  const random = xoroshiro128plus(seed);
  const noise = (): number => uniformInt(random, -50, 50);
  return series(
    Array.from({ length: days * quartersPerDay }, (_, at) => {
      const hour = Math.floor((at % quartersPerDay) / 4);
      const ai = (hour >= 8 && hour < 20 ? 500 : 200) + noise();
      return { ai, mining: mining(ai, noise()), price: hour < 4 ? 10 : 50 };
    }),
  );
}

export function claim(id: string): Claim {
  const found = claims.find((each) => each.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
}
export const reading = (assessments: readonly Assessment[], id: string): Assessment | undefined =>
  assessments.find((each) => each.reading?.id === id);
