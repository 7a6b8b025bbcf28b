import type { Topic } from '#contracts';

/** What a value of a column may be; anything else is a bad row, never a number. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const dayS = 86_400;
/** Quantities of one reading are bounded by what the largest unit could do in the longest interval, 24 h. */
const energy = (maxW: number): Bounds => ({ min: 0, max: maxW * dayS });
const share = { min: 0, max: 1 };
const temperature = { min: -60, max: 200 };
const duration = { min: 0, max: dayS * 1000 };
const instant = { min: 1_230_768_000_000, max: 7_258_118_400_000 };
const interval = { started_at: instant, ended_at: instant, observed_ms: duration, flags: { min: 0, max: 255 } };

/** What a run of a job may count; exact as a number. */
const count = { min: 0, max: Number.MAX_SAFE_INTEGER };

const maxAsicW = 20_000;
const maxAsicGhs = 20_000_000;
const maxGpuW = 5_000;
const maxCoolingW = 50e6;
const maxMeterW = 2e9;
const maxDifficulty = 1e15;
/** Grams per kWh, several times what the dirtiest plant emits. */
const maxGridIntensity = 10_000;

/** Requests that one server works on at a time. */
const maxRunning = 1e6;

/** USD per hour of one GPU. */
const rent = { min: 0, max: 1_000 };

/** Bounds of every numeric column of every topic; a column without an entry is not a number. */
export const signalBounds: Readonly<Record<Topic, Readonly<Record<string, Bounds>>>> = {
  'telemetry.asic': {
    ...interval,
    energy_j: energy(maxAsicW),
    hash_gh: energy(maxAsicGhs),
    rate_gh: energy(maxAsicGhs),
    accepted_diff: { min: 0, max: maxDifficulty },
    rejected_diff: { min: 0, max: maxDifficulty },
    stale_diff: { min: 0, max: maxDifficulty },
    hw_errors: { min: 0, max: maxDifficulty },
    diff1: { min: 0, max: maxDifficulty },
    rate_ghs: { min: 0, max: maxAsicGhs },
    power_w: { min: 0, max: maxAsicW },
    chip_temp_c: temperature,
    board_temp_c: temperature,
    fan_rpm: { min: 0, max: 60_000 },
    boards: { min: 0, max: 64 },
    uptime_s: { min: 0, max: 4e9 },
  },
  'telemetry.gpu': {
    ...interval,
    energy_j: energy(maxGpuW),
    limit_j: energy(maxGpuW),
    sm_ms: duration,
    tensor_ms: duration,
    util_ms: duration,
    power_w: { min: 0, max: maxGpuW },
    limit_w: { min: 0, max: maxGpuW },
    gpu_temp_c: temperature,
    memory_temp_c: temperature,
    memory_used_mib: { min: 0, max: 4e6 },
    sm_clock_mhz: { min: 0, max: 20_000 },
    xid: { min: 0, max: 100_000 },
    xid_events: { min: 0, max: dayS },
  },
  'telemetry.cooling': {
    ...interval,
    energy_j: energy(maxCoolingW),
    heat_j: { min: -maxCoolingW * dayS, max: maxCoolingW * dayS },
    flow_ml: { min: 0, max: 1e15 },
    water_ml: { min: 0, max: 1e15 },
    power_w: { min: 0, max: maxCoolingW },
    heat_w: { min: -maxCoolingW, max: maxCoolingW },
    flow_lpm: { min: 0, max: 1e7 },
    supply_temp_c: temperature,
    return_temp_c: temperature,
    facility_supply_temp_c: temperature,
    facility_return_temp_c: temperature,
    pump_share: share,
  },
  'telemetry.meter': {
    ...interval,
    import_j: energy(maxMeterW),
    export_j: energy(maxMeterW),
    power_w: { min: -maxMeterW, max: maxMeterW },
    apparent_va: { min: 0, max: maxMeterW },
    power_factor: { min: -1, max: 1 },
    voltage_v: { min: 0, max: 1e6 },
    frequency_hz: { min: 0, max: 100 },
  },
  'telemetry.inference': {
    ...interval,
    prompt_tokens: count,
    output_tokens: count,
    requests: count,
    slo_judged: count,
    slo_met: count,
    ttft_sum_ms: count,
    ttft_count: count,
    e2e_sum_ms: count,
    e2e_count: count,
    running_ms: { min: 0, max: maxRunning * dayS * 1000 },
    busy_ms: duration,
    running: { min: 0, max: maxRunning },
    waiting: { min: 0, max: 1e9 },
  },
  'market.chain': {
    observed_at: instant,
    known_at: instant,
    height: { min: 0, max: 1e8 },
    difficulty: { min: 1, max: 1e20 },
    subsidy_sat: { min: 0, max: 50e8 },
    fee_sat: { min: 0, max: 1e12 },
    network_hashrate_hs: { min: 1, max: 1e25 },
    price_usd: { min: 0.01, max: 1e9 },
  },
  'market.power': {
    start_at: instant,
    end_at: instant,
    price: { min: -100_000, max: 100_000 },
    energy: { min: -100_000, max: 100_000 },
    congestion: { min: -100_000, max: 100_000 },
    loss: { min: -100_000, max: 100_000 },
    known_at: instant,
  },
  'market.carbon': {
    start_at: instant,
    end_at: instant,
    g_per_kwh: { min: 0, max: maxGridIntensity },
    known_at: instant,
  },
  'market.block': {
    started_at: instant,
    ended_at: instant,
    found_at: instant,
    known_at: instant,
    height: { min: 0, max: 1e8 },
    difficulty: { min: 1, max: 1e20 },
    subsidy_sat: { min: 0, max: 50e8 },
    fee_sat: { min: 0, max: 1e12 },
    orphans: { min: 0, max: 1000 },
    price_usd: { min: 0.01, max: 1e9 },
  },
  'market.gpu': {
    observed_at: instant,
    usd_per_gpu_hour: rent,
    p25: rent,
    p75: rent,
    n_offers: { min: 1, max: 1e6 },
    known_at: instant,
  },
  'site.event': {
    revision: { min: 0, max: 1e9 },
    started_at: instant,
    ended_at: instant,
    setpoint_w: { min: 0, max: maxMeterW },
    known_at: instant,
  },
  'site.job': {
    revision: { min: 0, max: 1e9 },
    gpus: { min: 1, max: 1e7 },
    board_share: { min: 1e-6, max: 1 },
    first_at: instant,
    queued_at: instant,
    started_at: instant,
    ended_at: instant,
    params: { min: 1, max: 1e18 },
    tokens: count,
    output_tokens: count,
    requests: count,
    slo_judged: count,
    slo_met: count,
    steps: count,
    flop_per_token: { min: 1, max: 1e24 },
    hardware_flop_per_token: { min: 1, max: 1e24 },
    ideal_tokens_per_s: { min: 1e-9, max: 1e15 },
    productive_ms: count,
    lost_ms: count,
    billed_gpu_ms: count,
    revenue_usd: { min: -1e12, max: 1e12 },
    known_at: instant,
  },
};
