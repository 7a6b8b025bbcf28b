import type { UnitBucket } from './buckets.ts';
import type { BucketFacts } from './facts.ts';
import { ofPlaces } from './kpis-of-places.ts';
import { ofBoards, ofMiners } from './kpis-of-units.ts';
import { type Parts, type Selected, total } from './parts.ts';
import type { ReferenceSite } from './site.ts';

/** What is asked: the whole site, or what is in one hall, of one model, or one unit. */
export interface Scope {
  readonly hall?: string;
  readonly model?: string;
  readonly device?: string;
}

/** A KPI in the unit that it is shown in; null where its coverage does not allow a value. */
export interface Kpi {
  readonly value: number | null;
  /** Covered time ÷ expected time; null where nothing is expected. */
  readonly coverage: number | null;
}

const leastCoverage = 0.8;

function evaluate({ numerator, denominator = 1, covered, expected, leastMs = 0 }: Parts): Kpi {
  const least = Math.min(...covered);
  const coverage = expected > 0 ? Math.min(1, least / expected) : null;
  const isLongEnough = expected >= leastMs;
  const isKnown = isLongEnough && least > 0 && coverage !== null && coverage >= leastCoverage && denominator !== 0;
  return { value: isKnown ? numerator / denominator : null, coverage };
}

type Ask = (metric: string) => Kpi;

/** A formula of other KPIs: known when all of them are, and covered as the least of them. */
const formula =
  (inputs: readonly string[], compute: (...values: number[]) => number) =>
  (ask: Ask): Kpi => {
    const kpis = inputs.map(ask);
    const values = kpis.flatMap(({ value }) => (value === null ? [] : [value]));
    const coverages = kpis.flatMap(({ coverage }) => (coverage === null ? [] : [coverage]));
    return {
      value: values.length === inputs.length ? compute(...values) : null,
      coverage: coverages.length === inputs.length ? Math.min(...coverages) : null,
    };
  };

/** USD per PH and day at J per TH: a PH draws so many kW, and 24 of them hours. */
const breakeven = (hashprice = 0, fee = 0, joulesPerTh = 0): number =>
  (hashprice * (1 - fee) * 1000) / (24 * joulesPerTh);

const derived: Readonly<Record<string, (ask: Ask) => Kpi>> = {
  load_factor: formula(['mean_power', 'peak_power'], (mean = 0, peak = 0) => mean / peak),
  breakeven_power_price: formula(['hashprice_usd', 'pool_fee', 'fleet_j_per_th_facility'], breakeven),
  price_capture_ratio: formula(['avg_price_paid', 'mean_price'], (paid = 0, mean = 0) => paid / mean),
  carbon_capture_ratio: formula(
    ['carbon_intensity_consumed', 'carbon_intensity_grid'],
    (consumed = 0, grid = 0) => consumed / grid,
  ),
  hashcost: formula(
    ['fleet_j_per_th_facility', 'avg_price_paid'],
    (joulesPerTh = 0, paid = 0) => (joulesPerTh * 24 * paid) / 1000,
  ),
  gross_margin_hash: formula(['hashcost', 'hashprice_usd'], (cost = 0, price = 0) => 1 - cost / price),
  hash_spread: formula(['breakeven_power_price', 'avg_price_paid'], (gain = 0, paid = 0) => gain - paid),
  ai_spread: formula(['revenue_per_mwh_ai', 'avg_price_paid'], (gain = 0, paid = 0) => gain - paid),
  compute_spread: formula(['ai_spread', 'hash_spread'], (ai = 0, hash = 0) => ai - hash),
};

const plain: Readonly<Record<string, (selected: Selected) => Parts>> = { ...ofMiners, ...ofBoards, ...ofPlaces };

/** Every KPI that the reference knows. */
export const referenceMetrics: readonly string[] = [...Object.keys(plain), ...Object.keys(derived)];

function select(site: ReferenceSite, facts: readonly BucketFacts[], scope: Scope): Selected {
  const isIn = ({ unit }: UnitBucket): boolean =>
    (scope.hall ?? unit.hall) === unit.hall &&
    (scope.model ?? unit.model) === unit.model &&
    (scope.device ?? unit.device) === unit.device;
  return {
    site,
    facts,
    miners: facts.flatMap(({ miners }) => miners.filter(isIn)),
    boards: facts.flatMap(({ boards }) => boards.filter(isIn)),
    places: facts.flatMap((fact) =>
      scope.hall === undefined ? [fact.site] : [fact.halls.get(scope.hall) ?? fact.site],
    ),
    isOfUnits: scope.model !== undefined || scope.device !== undefined,
    windowMs: total(facts, ({ bucket }) => bucket.dueMs),
  };
}

/** Answers what a KPI is over some buckets and a part of the site; throws when it does not know it. */
export function referenceFor(site: ReferenceSite, facts: readonly BucketFacts[], scope: Scope): Ask {
  const selected = select(site, facts, scope);
  const ask: Ask = (metric) => {
    const combine = derived[metric];
    if (combine) return combine(ask);
    const partsOf = plain[metric];
    if (!partsOf) throw new Error(`the reference does not know ${metric}`);
    return evaluate(partsOf(selected));
  };
  return ask;
}
