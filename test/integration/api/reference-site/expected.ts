import { btcUsd, curtailedAt, feeSat, finders, gpuUsd, intensityAt, marginalAt } from './market.ts';
import { priceAt, type Quarter, quarterOf } from './model.ts';
import { before } from './readings.ts';
import { difficulty } from './site.ts';
import { dayMs, end, hourMs, quarterMs, quarterS, season, startsFrom, year } from './span.ts';
import { coincidentPeaks, jobs, type Order, orders, usdPerGpuHour } from './work.ts';

const quarters = startsFrom(season, quarterMs).map(quarterOf);
const hours = quarters.length / 4;
const months = 3;
/** MWh of a power in W over a quarter of an hour. */
const mwh = (watts: number): number => (watts * quarterS) / 3.6e9;
const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
const mean = <Item>(items: readonly Item[], of: (item: Item) => number): number => sum(items, of) / items.length;
const peak = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((most, item) => Math.max(most, of(item)), -Infinity);
/** Energy of the season, MWh. */
const energy = (of: (quarter: Quarter) => number, among: readonly Quarter[] = quarters): number =>
  sum(among, (quarter) => mwh(of(quarter)));

const facility = ({ facilityW }: Quarter): number => facilityW;
const it = ({ feederW }: Quarter): number => feederW.sheds + feederW.gpus;
const drawn = ({ facilityW, solarW }: Quarter): number => Math.max(facilityW - solarW, 0);
const used = ({ facilityW, solarW }: Quarter): number => Math.min(facilityW, solarW);
const asic = ({ minerW }: Quarter): number => 4 * minerW;
const gpu = ({ boardW }: Quarter): number => 4 * boardW;
/** All overhead is shared by IT energy: both halls are on the one loop. */
const miningShare = (quarter: Quarter): number => quarter.feederW.sheds / it(quarter);
const mining = (quarter: Quarter): number => facility(quarter) * miningShare(quarter);
const ai = (quarter: Quarter): number => facility(quarter) - mining(quarter);
const price = ({ at }: Quarter): number => priceAt(at);
const isIn = ({ from, to }: { from: number; to: number }, { at }: Quarter): boolean => from <= at && at < to;

function ofEnergy(): Record<string, number> {
  const [whole, ofIt, ofGrid] = [energy(facility), energy(it), energy(drawn)];
  const [cooling, compute] = [energy(({ coolingW }) => coolingW), energy(gpu) + 0.95 * energy(asic)];
  const yearHours = (season - year) / hourMs;
  const inYear = (ofBefore: number, ofSeason: number): number => (ofBefore * yearHours) / 1e6 + ofSeason;
  const parts = ofIt + cooling;
  return {
    energy_facility: whole * 1000,
    energy_m0: ofGrid * 1000,
    energy_m3: ofIt * 1000,
    energy_mc: cooling * 1000,
    energy_m4_asic: energy(asic) * 1000,
    energy_gpu: energy(gpu) * 1000,
    energy_unaccounted: (whole - parts) * 1000,
    unaccounted_share: (whole - parts) / whole,
    ipue: whole / ofIt,
    ppue: whole / ofIt,
    dcie: ofIt / whole,
    pue: inYear(before.facilityW, whole) / inYear(before.itW, ofIt),
    pue_category_1: whole / energy(({ upsW }) => upsW.sheds + upsW.gpus),
    pue_category_3: whole / energy(({ inputW }) => inputW.sheds + inputW.gpus),
    dpue: 1.1,
    itue: ofIt / compute,
    tue: whole / compute,
    cer: ofIt / cooling,
    heat_removed: ofIt * 1000,
    erf: (0.5 * ofIt) / whole,
    ere: (whole - 0.5 * ofIt) / ofIt,
    wue: (3 * quarters.length) / (ofIt * 1000),
    wue_source: (4 * ofGrid) / ofIt,
    iteesv: 800 / 0.5,
    iteusv: 0.35,
    // It is too warm on the days of the 13 Sundays.
    rci: 1 - (13 * 12) / hours,
    thermal_compliance: 1,
    shared_infra_energy_share: energy(({ transformerW }) => transformerW) / whole,
  };
}

function ofPower(): Record<string, number> {
  const whole = energy(facility);
  const made = energy(({ solarW }) => solarW);
  const together = peak(quarters, facility);
  const left = (quarter: Quarter): number => 30_000 - ai(quarter);
  return {
    mean_power: mean(quarters, facility) / 1000,
    peak_power: together / 1000,
    load_factor: mean(quarters, facility) / together,
    power_capacity_utilization: mean(quarters, facility) / 30_000,
    interconnect_headroom_mw: (30_000 - together) / 1e6,
    capacity_factor_gen: made / (0.015 * hours),
    local_consumption_share: energy(used) / whole,
    avoided_loss_mwh: 0.05 * energy(used),
    supply_outage_minutes: 0,
    co_operated_mw: 0.03,
    converted_mw: 0.0028,
    // No mining for the four hours of three orders.
    mixed_site_hours: hours - 4,
    coincidence_factor: together / (peak(quarters, mining) + peak(quarters, ai)),
    diversity_factor: (peak(quarters, mining) + peak(quarters, ai)) / together,
    load_factor_uplift: (peak(quarters, mining) + peak(quarters, ai)) / together - 1,
    headroom_fill_ratio: energy(mining) / energy(left),
    stranded_mw_hours: energy((quarter) => 30_000 - facility(quarter)),
    offpeak_time_share: 8 / 24,
    ai_offpeak_energy_share: energy(ai, quarters.filter(isOffPeak)) / energy(ai),
    ai_offpeak_share: (3 * energy(ai, quarters.filter(isOffPeak))) / energy(ai),
  };
}

const isOffPeak = ({ at }: Quarter): boolean => at % dayMs < 6 * hourMs || at % dayMs >= 22 * hourMs;

function ofPrices(): Record<string, number> {
  const whole = energy(facility);
  const worth = sum(quarters, (quarter) => price(quarter) * mwh(facility(quarter)));
  const surplus = quarters.filter((quarter) => price(quarter) < 0);
  const other = quarters.filter((quarter) => price(quarter) >= 0);
  const [negative, share] = [energy(facility, surplus), surplus.length / quarters.length];
  const grid = sum(quarters, (quarter) => price(quarter) * mwh(drawn(quarter)));
  const response = mean(surplus, facility) - mean(other, facility);
  return {
    avg_price_paid: worth / whole,
    mean_price: mean(quarters, price),
    price_p95: quarters.map(price).sort((a, b) => a - b)[Math.ceil(0.95 * quarters.length) - 1] ?? NaN,
    price_capture_ratio: worth / whole / mean(quarters, price),
    site_price_discount: ((5 * energy(drawn)) / (grid + 5 * energy(drawn))) * 100,
    lmp_energy: worth / whole - 6,
    lmp_congestion: 4,
    lmp_loss: 2,
    lmp_components: 0,
    negative_price_hours: 13 * 3,
    negative_price_time_share: share,
    negative_price_mwh: negative,
    // The sun does not shine from two to five.
    co_located_curtailment_absorbed_mwh: 0,
    curtailed_renewable_absorbed_mwh: sum(startsFrom(season, dayMs), (day) =>
      Math.min(
        energy(
          facility,
          surplus.filter((quarter) => isIn({ from: day, to: day + dayMs }, quarter)),
        ),
        curtailedAt(day),
      ),
    ),
    negative_price_credit_usd: 10 * negative,
    negative_price_energy_share: negative / whole,
    negative_price_capture: negative / whole / share,
    surplus_power: mean(surplus, facility) / 1000,
    power_outside_surplus: mean(other, facility) / 1000,
    surplus_response: response / 1000,
  };
}

function ofCarbon(): Record<string, number> {
  const [whole, ofGrid] = [energy(facility), energy(drawn)];
  // g per kWh are kg per MWh.
  const emitted = sum(quarters, (quarter) => intensityAt(quarter.at) * mwh(drawn(quarter)));
  const consumed = emitted / ofGrid;
  const usual = mean(quarters, ({ at }) => intensityAt(at));
  const atMargin = sum(quarters, (quarter) => marginalAt(quarter.at) * mwh(drawn(quarter)));
  const wind = energy(() => 4000);
  const matched = (quarter: Quarter): number => Math.min(drawn(quarter), 4000);
  const free = (quarter: Quarter): number => Math.min(facility(quarter), 4000 + quarter.solarW);
  const ofMining = sum(quarters, (each) => intensityAt(each.at) * mwh(drawn(each)) * miningShare(each));
  return {
    scope2_location: emitted,
    carbon_intensity_consumed: consumed,
    carbon_intensity_grid: usual,
    carbon_capture_ratio: consumed / usual,
    cue: emitted / energy(it) / 1000,
    residual_intensity: 450,
    energy_grid_market: ofGrid * 1000,
    energy_by_contract: (wind + 2) * 1000,
    emissions_by_contract: 10 * wind,
    scope2_market_annual: 10 * wind + 450 * (ofGrid - wind - 2),
    scope2_market_hourly: 10 * energy(matched) + 450 * (ofGrid - energy(matched)),
    energy_marginal: ofGrid * 1000,
    marginal_emissions: atMargin,
    marginal_intensity_grid: mean(quarters, ({ at }) => marginalAt(at)),
    avoided_emissions: mean(quarters, ({ at }) => marginalAt(at)) * ofGrid - atMargin,
    cfe_score: energy((quarter) => free(quarter) + 0.4 * (facility(quarter) - free(quarter))) / whole,
    renewable_share: (2 + energy(({ solarW }) => solarW)) / whole,
    ref: (2 + energy(({ solarW }) => solarW)) / whole,
    methane_abatement: 12,
    emissions_per_eh: ofMining / (hashes / 1e18),
    emissions_per_btc: ofMining / mined,
    emissions_per_million_tokens: (consumed / 3.6e9 / (tokens / (energy(serving) * 3.6e9))) * 1e6,
  };
}

const accepted = ({ ths }: Quarter): number => 4 * ths * 209_000 * 2 ** 32;
const hashes = sum(quarters, accepted);
/** PH/s for a day. */
const phDays = hashes / (1e15 * 86_400);
const reward = 3.125 + feeSat / 1e8;
const hashpriceBtc = (reward * 1e15 * 86_400) / (difficulty * 2 ** 32);
const hashprice = hashpriceBtc * btcUsd;
/** BTC that the accepted hashes are worth on average. */
const mined = phDays * hashpriceBtc;

function ofMiners(): Record<string, number> {
  const seconds = hours * 3600;
  const rated = 4 * 200 * 1e12 * seconds;
  const computed = sum(quarters, ({ ths }) => 4 * ths * 1e12 * quarterS);
  const running = quarters.filter(({ ths }) => ths >= 100).length / quarters.length;
  const underOrder = quarters.filter((quarter) =>
    orders.some((order) => order.hall === 'sheds' && isIn(order, quarter)),
  );
  const curtailed = sum(underOrder, (quarter) => 800e12 * quarterS - accepted(quarter));
  return {
    hashrate_accepted: hashes / seconds / 1e12,
    hashrate_device: computed / seconds / 1e12,
    hashrate_realisation: hashes / rated,
    deployed_hashrate: 800 / 1e6,
    asic_uptime_hash: running,
    availability_time_gross: running,
    availability_time: 1,
    fleet_j_per_th_nameplate: 3500 / 200,
    fleet_j_per_th_wall: (energy(({ feederW }) => feederW.sheds) * 3.6e9) / (hashes / 1e12),
    fleet_j_per_th_facility: (energy(mining) * 3.6e9) / (hashes / 1e12),
    reject_rate: 400 / 209_600,
    stale_rate: 200 / 209_600,
    hw_error_rate: 0.001,
    // One of twelve in December.
    board_loss: 31 / 92 / 12,
    curtailed_hash: curtailed / 3600 / 1e18,
    own_fleet_vs_cbeci:
      (energy(
        mining,
        quarters.filter(({ ths }) => ths > 0),
      ) *
        3.6e9) /
      (hashes / 1e12) /
      usualJPerTh,
    asic_ai_work_share: 0,
  };
}

/** J per TH of a network that draws 20 GW. */
const usualJPerTh = 20e9 / ((difficulty * 2 ** 32) / 600 / 1e12);

function ofChain(): Record<string, number> {
  const blocks = (end - season) / 600_000;
  const found = [...new Set(finders)].map((finder) => {
    const places = finders.flatMap((each, at) => (each === finder ? [at] : []));
    return sum(places, (at) => Math.ceil((blocks - at) / finders.length));
  });
  const rivals = Math.ceil(blocks / 1000);
  const rate = (difficulty * 2 ** 32) / 600;
  return {
    network_blocks: blocks,
    network_hashrate: rate / 1e18,
    network_miner_revenue_usd: blocks * reward * btcUsd,
    subsidy: 3.125,
    block_fee: feeSat / 1e8,
    btc_price: btcUsd,
    pool_fee: 0.01,
    expected_blocks_per_ph_day: (1e15 * 86_400) / (difficulty * 2 ** 32),
    hashprice_btc: hashpriceBtc,
    hashprice_usd: hashprice,
    hashprice_realised: hashprice,
    hashprice_jpm: (144 * 3.125 * btcUsd) / (rate / 1e18),
    pool_hhi: sum(found, (each) => (each / blocks) ** 2),
    // Five of ten in turn, and the first of the last turn.
    nakamoto_number: 1,
    orphan_rate: rivals / (blocks + rivals),
    luck: Math.min(...found) / (blocks / 10),
    implied_btc_price_for_100b: 1e11 / (144 * 365.25 * (1.5625 + feeSat / 1e8)),
  };
}

/** Power of the boards that answer requests, and their part of the facility's, W. */
const servingBoards = (quarter: Quarter): number => gpu(quarter) / 2;
const serving = (quarter: Quarter): number => ai(quarter) / 2;
const requestsIn = ({ isBusy }: Quarter): number => (isBusy ? 300 : 60);
const tokens = 300 * sum(quarters, requestsIn);

function ofServing(): Record<string, number> {
  const joules = (of: (quarter: Quarter) => number): number => energy(of) * 3.6e9;
  return {
    tokens_per_joule_gpu: tokens / joules(servingBoards),
    tokens_per_joule_it: tokens / joules(({ feederW }) => feederW.gpus / 2),
    tokens_per_joule_facility: tokens / joules(serving),
    energy_per_request: joules(serving) / sum(quarters, requestsIn),
    slo_attainment: 0.95,
    // Half of the day three quarters, the other half one.
    sm_activity: 0.5,
    tensor_activity: 0.25,
    gpu_power_utilization: energy(gpu) / energy(() => 2800),
    xid_rate: (2 / (4 * hours)) * 1000,
    mtbf_gpu: 4 * hours,
    gpu_hour_price: gpuUsd,
    token_reward_per_gpu_hour: 883.2 / (4 * hours),
  };
}

function ofJobs(): Record<string, number> {
  const hoursOf = (from = 0, to = 0): number => (to - from) / hourMs;
  const heldOf = ({ started_at: from, ended_at: to }: (typeof jobs)[number]): number => 2 * hoursOf(from, to);
  const waitOf = ({ queued_at: from, started_at: to }: (typeof jobs)[number]): number => hoursOf(from, to);
  const [held, waited] = [sum(jobs, heldOf), sum(jobs, waitOf)];
  const trained = sum(
    jobs.filter(({ class: kind }) => kind === 'train'),
    heldOf,
  );
  const served = held - trained;
  const installed = 4 * hours;
  // A board is out of service, and held, for two hours.
  const available = installed - 2;
  const peakFlop = 1e15 * 3600;
  const flop = { train: trained * 3.6e7 * 4e10, infer: served * 1e6 * 2e10 };
  // Boards that train are not held for a quarter of an hour of every day, and for the hour of an order.
  const idle = 92 * 2 * 0.25 * 0.25 + 2 * 0.75;
  return {
    gpu_occupancy_gross: held / installed,
    gpu_occupancy: (held - 2) / available,
    gpu_billed_share: held / installed,
    revenue_per_gpu_hour: usdPerGpuHour,
    revenue_per_gpu_hour_installed: (held * usdPerGpuHour) / installed,
    goodput_sched: held / (held + 2 * waited),
    goodput_runtime: 0.9,
    goodput_program: 7.2e7 / 25_000 / 3240,
    distributed_goodput: 0.9,
    queue_wait: (waited / jobs.length) * 60,
    provenance_coverage: 13 / jobs.length,
    curtailment_lost_work: (2 * 600) / (held * 3600),
    training_compute: flop.train,
    inference_compute: flop.infer,
    mfu: (flop.train + flop.infer) / (held * peakFlop),
    hfu: (3.6e7 * 5e10) / peakFlop,
    sm_activity_allocated: (0.5 * installed - idle) / held,
    tensor_activity_allocated: (0.5 * installed - idle) / held / 2,
  };
}

interface Answer {
  readonly order: Order;
  readonly of: (quarter: Quarter) => number;
  readonly under: readonly Quarter[];
  /** Mean of the hour before it, W. */
  readonly baselineW: number;
}

const answers = orders.map((order): Answer => {
  const of = ({ feederW }: Quarter): number => feederW[order.hall];
  const before = quarters.filter((quarter) => isIn({ from: order.from - hourMs, to: order.from }, quarter));
  return { order, of, under: quarters.filter((quarter) => isIn(order, quarter)), baselineW: mean(before, of) };
});
const curtailedBy = ({ under, baselineW, of }: Answer): number =>
  energy((quarter) => Math.max(baselineW - of(quarter), 0), under);
const calledBy = ({ under, baselineW, order }: Answer): number => energy(() => baselineW - order.setpointW, under);

function ofOrders(): Record<string, number> {
  const one = (reason: string): Answer[] => answers.filter(({ order }) => order.reason === reason);
  const depthOf = ({ under, baselineW, of }: Answer): number => baselineW + peak(under, (quarter) => -of(quarter));
  const ofSheds = answers.filter(({ order }) => order.hall === 'sheds');
  const avoided = sum(ofSheds, ({ under, baselineW, of }) =>
    sum(under, (quarter) => price(quarter) * mwh(baselineW - of(quarter))),
  );
  const foregone = (ofMiners()['curtailed_hash'] ?? 0) * 1000 * (hashprice / 24) * 0.99;
  return {
    curtailment_hours: 6,
    curtailment_baseline_mwh: sum(answers, ({ under, baselineW }) => energy(() => baselineW, under)),
    curtailed_mwh: sum(answers, curtailedBy),
    regulatory_curtailment_mwh: sum(one('regulatory'), curtailedBy),
    regulatory_event_count: 1,
    switch_events: 2,
    flex_reliability: sum(answers, (each) => Math.min(curtailedBy(each), calledBy(each))) / sum(answers, calledBy),
    yield_to_ai: sum(one('ai_request'), curtailedBy) / sum(one('ai_request'), calledBy),
    response_depth: sum(answers, depthOf) / sum(answers, ({ baselineW }) => baselineW),
    response_time: 60,
    ramp_rate: mean(answers, depthOf) / 60 / 1000,
    ai_flex_depth: sum(one('ancillary'), depthOf) / sum(one('ancillary'), ({ baselineW }) => baselineW),
    curtailment_avoided_cost: avoided,
    curtailment_foregone_revenue: foregone,
    curtailment_cost_benefit: avoided - foregone,
  };
}

/** What power cost in a month and what was credited, and mining's part of either, USD. */
function billOf(month: number) {
  const within = quarters.filter(({ at }) => new Date(at).getUTCMonth() === month);
  const isInvoiced = month === 10;
  const cost = (quarter: Quarter): number => (price(quarter) + 13) * mwh(drawn(quarter));
  const hourly = 0.001 + (isInvoiced ? 50 / 720 : 0);
  const credit = (quarter: Quarter): number => hourly / 4 + (isInvoiced ? 0 : 0.5 * mwh(drawn(quarter)));
  const beside = isInvoiced ? 900 - sum(within, cost) : demandOf(month) + (60 * 5) / 12;
  const share = energy((quarter) => drawn(quarter) * miningShare(quarter), within) / energy(drawn, within);
  return {
    cost: sum(within, cost) + beside,
    credit: sum(within, credit),
    minedCost: sum(within, (quarter) => cost(quarter) * miningShare(quarter)) + beside * share,
    minedCredit: sum(within, (quarter) => credit(quarter) * miningShare(quarter)),
  };
}
const demandOf = (month: number): number =>
  (8 *
    peak(
      quarters.filter(({ at }) => new Date(at).getUTCMonth() === month),
      drawn,
    )) /
  1000;

function ofMoney(): Record<string, number> {
  const bills = [9, 10, 11].map(billOf);
  const gross = sum(bills, ({ minedCost }) => minedCost) / mined;
  const credits = sum(bills, ({ minedCredit }) => minedCredit) / mined;
  const [running, capital] = [(500 * months) / mined, (680 * months) / mined];
  const net = gross - credits;
  const paid = sum(bills, ({ cost, credit }) => cost - credit);
  const atPeaks = mean(coincidentPeaks, (each) => drawn(quarterOf(each.from))) / 1000;
  return {
    power_cost_c_per_kwh: (paid / (energy(drawn) * 1000)) * 100,
    demand_charge: sum([9, 10, 11], demandOf),
    cp_demand: atPeaks,
    cp_avoided_usd: (30 - atPeaks) * 60,
    as_revenue: 0.002 * 6 * hours,
    ers_revenue: 0.001 * 10 * 0.9 * hours,
    direct_cost_per_btc_gross: gross,
    direct_cost_per_btc_credits: credits,
    direct_cost_per_btc: net,
    all_in_cost_per_btc_power: net,
    running_cost_per_btc: running,
    all_in_cost_per_btc_cash: net + running,
    capital_cost_per_btc: capital,
    all_in_cost_per_btc_full: net + running + capital,
    all_in_cost_per_btc: net + running + capital,
    site_opex_per_hash: (400 * months) / phDays,
    capex_per_mw: 140_000 / 0.03,
    reused_asset_share: (10_000 / 150_000) * 100,
    hosting_usd_per_kw_month: 300 / 2,
    time_to_energize_days: 183,
  };
}

/** Capital that comes back in the season, USD. */
const annuity = (capex: number, years: number, rate: number): number =>
  (((capex * rate) / (1 - (1 + rate) ** -years)) * (hours / 24)) / 365.25;

function ofSpreads(): Record<string, number> {
  const paid = ofPrices()['avg_price_paid'] ?? NaN;
  const jPerTh = ofMiners()['fleet_j_per_th_facility'] ?? NaN;
  const perHash = phDays * hashprice;
  const perGpu = 4 * hours * gpuUsd * 0.8;
  const breakeven = (hashprice * 0.99 * 1000) / (24 * jPerTh);
  const spread = perGpu / energy(ai) - breakeven;
  const ofAi = annuity(120_000, 5, 0.1) / energy(ai);
  const ofHash = (annuity(16_000, 4, 0.1) + annuity(4_000, 20, 0.05)) / energy(mining);
  const hashcost = (jPerTh * 24 * paid) / 1000;
  return {
    hashcost,
    gross_margin_hash: 1 - hashcost / hashprice,
    hashcost_full: hashcost + (400 * months) / phDays + 0.01 * hashprice,
    breakeven_power_price: breakeven,
    revenue_per_mwh_hash: perHash / energy(mining),
    revenue_per_mwh_ai: perGpu / energy(ai),
    revenue_share_ai: perGpu / (perGpu + 0.99 * perHash),
    hash_spread: breakeven - paid,
    ai_spread: perGpu / energy(ai) - paid,
    compute_spread: spread,
    capital_per_mwh_ai: ofAi,
    capital_per_mwh_hash: ofHash,
    compute_spread_net: spread - ofAi + ofHash,
  };
}

/** What metrics of the site are over the season, `pue` over the year, worked out from the model alone; in the units in which they are shown. */
export const expectedValues = (): Record<string, number> => ({
  ...ofEnergy(),
  ...ofPower(),
  ...ofPrices(),
  ...ofCarbon(),
  ...ofMiners(),
  ...ofChain(),
  ...ofServing(),
  ...ofJobs(),
  ...ofOrders(),
  ...ofMoney(),
  ...ofSpreads(),
});
