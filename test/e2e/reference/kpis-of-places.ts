import type { Joint, MinerFact, PlaceFact } from './facts.ts';
import {
  amount,
  expectedOf,
  hashesPerShare,
  joulesPerKwh,
  joulesPerMwh,
  type Parts,
  type Selected,
  total,
} from './parts.ts';

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

const grams = (places: readonly PlaceFact[]): number => total(places, ({ carbon }) => carbon?.grams ?? 0);

const levelOf = (places: readonly PlaceFact[]): PlaceFact[] => places.filter(({ isLevel }) => isLevel);

const hashpriceMs = ({ facts }: Selected): number =>
  total(facts, ({ hashprice, bucket }) => (hashprice === null ? 0 : bucket.dueMs));

/** KPIs of places. */
export const ofPlaces: Readonly<Record<string, (selected: Selected) => Parts>> = {
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
  energy_facility: energyAt(
    ({ facilityJ }) => facilityJ,
    ({ facilityMs }) => facilityMs,
  ),
  heat_removed: energyAt(
    ({ heatJ }) => heatJ,
    ({ heatMs }) => heatMs,
  ),
  dcie: (selected) => {
    const { numerator, denominator = 0, ...rest } = overIt(selected);
    return { numerator: denominator, denominator: numerator, ...rest };
  },
  pue: (selected) => ({ ...overIt(selected), leastMs: 365 * 86_400_000 }),
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
  mean_price: ({ facts, windowMs }) => ({
    numerator: total(facts, ({ quote }) => quote.integral),
    denominator: total(facts, ({ quote }) => quote.knownMs),
    covered: [total(facts, ({ quote }) => quote.knownMs)],
    expected: windowMs,
  }),
  scope2_location: ({ places, windowMs }) => ({
    numerator: grams(places) / 1000,
    covered: [total(places, ({ carbon }) => carbon?.ms ?? 0)],
    expected: windowMs,
  }),
  carbon_intensity_consumed: ({ places, windowMs }) => ({
    numerator: grams(places),
    denominator: total(places, ({ carbon }) => carbon?.joules ?? 0n) / joulesPerKwh,
    covered: [total(places, ({ carbon }) => carbon?.ms ?? 0)],
    expected: windowMs,
  }),
  carbon_intensity_grid: ({ facts, windowMs }) => ({
    numerator: total(facts, ({ emissions }) => emissions.integral) / 1000,
    denominator: total(facts, ({ emissions }) => emissions.knownMs),
    covered: [total(facts, ({ emissions }) => emissions.knownMs)],
    expected: windowMs,
  }),
  cue: ({ places, windowMs }) => {
    const counted = places.filter(({ isCue }) => isCue);
    return {
      numerator: grams(counted) / 1000,
      denominator: total(counted, ({ carbon }) => carbon?.itJ ?? 0n) / joulesPerKwh,
      covered: [total(counted, ({ dueMs }) => dueMs)],
      expected: windowMs,
    };
  },
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
