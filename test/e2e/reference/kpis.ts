import type { BucketFacts, Joint, MinerFact, PlaceFact } from './facts.ts';
import type { UnitBucket } from './buckets.ts';
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

/** A KPI by its parts: sums, divided last. */
interface Parts {
  readonly numerator: number;
  /** Absent where there is nothing to divide by. */
  readonly denominator?: number;
  /** Greatest times that may be counted as covered; the least decides. */
  readonly covered: readonly number[];
  readonly expected: number;
}

interface Selected {
  readonly site: ReferenceSite;
  readonly facts: readonly BucketFacts[];
  readonly miners: readonly MinerFact[];
  readonly boards: readonly UnitBucket[];
  readonly places: readonly PlaceFact[];
  readonly isOfUnits: boolean;
  readonly windowMs: number;
}

const leastCoverage = 0.8;
const hashesPerShare = 2 ** 32;
const joulesPerKwh = 3.6e6;
const joulesPerMwh = 3.6e9;

const total = <Item>(items: readonly Item[], value: (item: Item) => bigint | number): number => {
  let whole = 0n;
  let part = 0;
  for (const item of items) {
    const one = value(item);
    if (typeof one === 'bigint') whole += one;
    else part += one;
  }
  return Number(whole) + part;
};

function evaluate({ numerator, denominator = 1, covered, expected }: Parts): Kpi {
  const least = Math.min(...covered);
  const coverage = expected > 0 ? Math.min(1, least / expected) : null;
  const isKnown = least > 0 && coverage !== null && coverage >= leastCoverage && denominator !== 0;
  return { value: isKnown ? numerator / denominator : null, coverage };
}

const amount = (unit: UnitBucket, name: string): bigint => unit.known[name]?.amount ?? 0n;
const time = (unit: UnitBucket, name: string): number => unit.known[name]?.ms ?? 0;
const expectedOf = (units: readonly UnitBucket[]): number => total(units, ({ expectedMs }) => expectedMs);

/** KPIs of miners. */
const ofMiners: Readonly<Record<string, (selected: Selected) => Parts>> = {
  energy_m4_asic: ({ miners }) => ({
    numerator: total(miners, (one) => amount(one, 'energy')) / joulesPerKwh,
    covered: [total(miners, (one) => time(one, 'energy'))],
    expected: expectedOf(miners),
  }),
  hashrate_accepted: ({ miners, windowMs }) => ({
    numerator: (total(miners, (one) => amount(one, 'accepted')) * hashesPerShare) / 1e12,
    denominator: windowMs / 1000,
    covered: [total(miners, (one) => time(one, 'accepted'))],
    expected: expectedOf(miners),
  }),
  hashrate_device: ({ miners, windowMs }) => ({
    numerator: total(miners, (one) => amount(one, 'rate')) / 1000,
    denominator: total(miners, (one) => time(one, 'rate')) / 1000 / (expectedOf(miners) / windowMs),
    covered: [total(miners, (one) => time(one, 'rate'))],
    expected: expectedOf(miners),
  }),
  hashrate_realisation: ({ miners }) => ({
    numerator: total(miners, (one) => amount(one, 'accepted')) * hashesPerShare,
    denominator: total(miners, ({ unit, expectedMs }) => unit.nominalGhs * 1e9 * (expectedMs / 1000)),
    covered: [total(miners, (one) => time(one, 'accepted'))],
    expected: expectedOf(miners),
  }),
  availability_time: ({ miners }) => ({
    numerator: total(miners, ({ upMs }) => upMs),
    denominator: total(miners, ({ expectedMs, curtailedMs }) => expectedMs - curtailedMs),
    covered: [total(miners, (one) => time(one, 'rate'))],
    expected: expectedOf(miners),
  }),
  availability_time_gross: ({ miners }) => ({
    numerator: total(miners, ({ upMs }) => upMs),
    denominator: expectedOf(miners),
    covered: [total(miners, (one) => time(one, 'rate'))],
    expected: expectedOf(miners),
  }),
  reject_rate: ({ miners }) => ({
    numerator: total(miners, (one) => amount(one, 'rejected')),
    denominator: total(miners, (one) => amount(one, 'accepted') + amount(one, 'rejected') + amount(one, 'stale')),
    covered: [total(miners, ({ rejectsMs }) => rejectsMs)],
    expected: expectedOf(miners),
  }),
};

/** KPIs of boards. */
const ofBoards: Readonly<Record<string, (selected: Selected) => Parts>> = {
  energy_gpu: ({ boards }) => ({
    numerator: total(boards, (one) => amount(one, 'energy')) / joulesPerKwh,
    covered: [total(boards, (one) => time(one, 'energy'))],
    expected: expectedOf(boards),
  }),
  gpu_power_utilization: ({ boards }) => ({
    numerator: total(boards, ({ limited }) => limited.amount),
    denominator: total(boards, ({ limit }) => limit.amount),
    covered: [total(boards, ({ limited }) => limited.ms)],
    expected: expectedOf(boards),
  }),
  sm_activity: ({ boards }) => ({
    numerator: total(boards, (one) => amount(one, 'sm')),
    denominator: total(boards, (one) => time(one, 'sm')),
    covered: [total(boards, (one) => time(one, 'sm'))],
    expected: expectedOf(boards),
  }),
};

const energyAt =
  (joules: (place: PlaceFact) => bigint, ms: (place: PlaceFact) => number) =>
  ({ places, windowMs }: Selected): Parts => ({
    numerator: total(places, joules) / joulesPerKwh,
    covered: [total(places, ms)],
    expected: windowMs,
  });

const overIt = ({ places, windowMs }: Selected): Parts => {
  const counted = places.filter(({ isPue }) => isPue);
  return {
    numerator: total(counted, ({ facilityJ }) => facilityJ),
    denominator: total(counted, ({ itJ }) => itJ),
    covered: [total(counted, ({ dueMs }) => dueMs)],
    expected: windowMs,
  };
};

const perTerahash = (places: readonly PlaceFact[], windowMs: number, pick: (place: PlaceFact) => Joint): Parts => ({
  numerator: total(places, (place) => pick(place).joules) * 1e12,
  denominator: total(places, (place) => pick(place).other) * hashesPerShare,
  covered: [total(places, (place) => pick(place).ms)],
  expected: windowMs,
});

function perTerahashOfUnits(
  miners: readonly MinerFact[],
  isCounted: (one: MinerFact) => boolean,
  joules: (one: MinerFact) => bigint,
): Parts {
  const counted = miners.filter(isCounted);
  return {
    numerator: total(counted, joules) * 1e12,
    denominator: total(counted, (one) => amount(one, 'accepted')) * hashesPerShare,
    covered: [total(counted, ({ baseMs }) => baseMs)],
    expected: expectedOf(miners),
  };
}

const levelOf = (places: readonly PlaceFact[]): PlaceFact[] => places.filter(({ isLevel }) => isLevel);

const hashpriceMs = ({ facts }: Selected): number =>
  total(facts, ({ hashprice, bucket }) => (hashprice === null ? 0 : bucket.dueMs));

/** KPIs of places. */
const ofPlaces: Readonly<Record<string, (selected: Selected) => Parts>> = {
  energy_m0: energyAt(
    ({ facilityJ }) => facilityJ,
    ({ facilityMs }) => facilityMs,
  ),
  energy_m3: energyAt(
    ({ itJ }) => itJ,
    ({ itMs }) => itMs,
  ),
  energy_mc: energyAt(
    ({ coolingJ }) => coolingJ,
    ({ coolingMs }) => coolingMs,
  ),
  heat_removed: energyAt(
    ({ heatJ }) => heatJ,
    ({ heatMs }) => heatMs,
  ),
  ipue: overIt,
  ppue: overIt,
  cer: ({ places, windowMs }) => {
    const counted = places.filter(({ isCer }) => isCer);
    return {
      numerator: total(counted, ({ heatJ }) => heatJ),
      denominator: total(counted, ({ coolingJ }) => coolingJ),
      covered: [total(counted, ({ dueMs }) => dueMs)],
      expected: windowMs,
    };
  },
  mean_power: ({ places, windowMs }) => ({
    numerator: total(levelOf(places), ({ facilityJ }) => facilityJ) / 1000,
    denominator: levelOf(places).length * 900,
    covered: [levelOf(places).length * 900_000],
    expected: windowMs,
  }),
  peak_power: ({ places, windowMs }) => ({
    numerator: Math.max(0, ...levelOf(places).map(({ facilityJ }) => Number(facilityJ) / 900 / 1000)),
    covered: [levelOf(places).length * 900_000],
    expected: windowMs,
  }),
  power_capacity_utilization: ({ site, facts, places, windowMs }) => ({
    numerator: total(places, ({ facilityJ }) => facilityJ),
    denominator: site.contractedMw * 1e6 * (total(facts, (fact) => fact.site.facilityMs) / 1000),
    covered: [total(places, ({ facilityMs }) => facilityMs)],
    expected: windowMs,
  }),
  avg_price_paid: ({ places, windowMs }) => ({
    numerator: total(places, ({ cost }) => cost?.usd ?? 0),
    denominator: total(places, ({ cost }) => cost?.pricedJ ?? 0n) / joulesPerMwh,
    covered: [total(places, ({ cost }) => cost?.pricedMs ?? 0)],
    expected: windowMs,
  }),
  fleet_j_per_th_wall: ({ isOfUnits, miners, places, windowMs }) =>
    isOfUnits
      ? perTerahashOfUnits(
          miners,
          ({ isWall }) => isWall,
          (one) => amount(one, 'energy'),
        )
      : perTerahash(places, windowMs, ({ wall }) => wall),
  fleet_j_per_th_facility: ({ isOfUnits, miners, places, windowMs }) =>
    isOfUnits
      ? perTerahashOfUnits(
          miners,
          ({ isFacility }) => isFacility,
          ({ facilityJ }) => facilityJ,
        )
      : perTerahash(places, windowMs, ({ mining }) => mining),
  hashprice_usd: (selected) => ({
    numerator: total(selected.facts, ({ hashprice, bucket }) => (hashprice ?? 0) * bucket.dueMs),
    denominator: hashpriceMs(selected),
    covered: [hashpriceMs(selected)],
    expected: selected.windowMs,
  }),
  pool_fee: (selected) => ({
    numerator: selected.site.poolFee,
    covered: [hashpriceMs(selected)],
    expected: selected.windowMs,
  }),
  revenue_per_mwh_hash: (selected) => {
    const priced = selected.facts.filter(({ hashprice }) => hashprice !== null);
    return {
      numerator: total(
        priced,
        ({ site, hashprice }) => ((Number(site.mining.other) * hashesPerShare) / 1e15 / 86_400) * (hashprice ?? 0),
      ),
      denominator: total(priced, ({ site }) => site.mining.joules) / joulesPerMwh,
      covered: [total(selected.places, ({ mining }) => mining.ms), hashpriceMs(selected)],
      expected: selected.windowMs,
    };
  },
  revenue_per_mwh_ai: ({ site, places, windowMs }) => ({
    numerator: (total(places, ({ ai }) => ai.other) / 3.6e6) * site.usdPerGpuHour,
    denominator: total(places, ({ ai }) => ai.joules) / joulesPerMwh,
    covered: [total(places, ({ facilityMs }) => facilityMs)],
    expected: windowMs,
  }),
};

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
const breakeven = (hashprice = 0, fee = 0, joulesPerTh = 0): number => (hashprice * (1 - fee) * 1000) / (24 * joulesPerTh);

const derived: Readonly<Record<string, (ask: Ask) => Kpi>> = {
  load_factor: formula(['mean_power', 'peak_power'], (mean = 0, peak = 0) => mean / peak),
  breakeven_power_price: formula(['hashprice_usd', 'pool_fee', 'fleet_j_per_th_facility'], breakeven),
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
