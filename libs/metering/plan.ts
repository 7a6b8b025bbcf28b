import type { DeviceClass, Origin } from '#contracts';

/** How one quantity of a class is metered: from a counter, else by integrating a gauge that was held since the last poll. */
export interface QuantityPlan {
  readonly quantity: string;
  /** Most that the largest unit of the class could do, base units per second; what exceeds it is implausible. */
  readonly maxRate: number;
  /** Take the difference of the counter of the same name, when the device has it; the origin is this unless the poll says otherwise. */
  readonly counterOrigin?: Origin;
  /** The counter counts on over restarts, so a restart is no evidence that it began at 0 again. */
  readonly isLifetime?: true;
  /** Integrate this gauge × `scale` × seconds; the origin is `integralOrigin` unless the poll says otherwise. */
  readonly gauge?: string;
  readonly scale?: number;
  readonly integralOrigin?: Origin;
  /** Do not integrate the gauge, but count how often it has become another value than 0: it shows the last of something. */
  readonly isChange?: true;
  /** The gauge may be negative and count as such; otherwise what is below 0 counts 0. */
  readonly isSigned?: true;
  /** The column that says where the quantity came from, and the key of `Poll.origins`. */
  readonly originColumn?: string;
}

export interface ClassPlan {
  readonly quantities: readonly QuantityPlan[];
  readonly gauges: readonly string[];
}

const maxAsicW = 20_000;
const maxAsicGhs = 20_000_000;
/** Share difficulty per second of the fastest miner: a share of difficulty 1 is 2^32 hashes. */
const maxDifficulty = (maxAsicGhs * 1e9) / 2 ** 32;
const maxGpuW = 5_000;
const maxCoolingW = 50e6;
const maxMeterW = 2e9;
const maxMlPerSecond = 1e9;

/** More than any one server puts through. */
const maxTokensPerS = 1e8;
const maxRequestsPerS = 1e6;
/** Requests that one server works on at a time; what they wait adds up when they are answered, some of them at once. */
const maxRunning = 1e6;
const maxWaitedMsPerS = 1e10;

/** Quantities and gauges of each class, named as the columns of its topic. */
export const meteringPlans: Readonly<Record<DeviceClass, ClassPlan>> = {
  asic: {
    quantities: [
      {
        quantity: 'energy_j',
        maxRate: maxAsicW,
        counterOrigin: 'metered',
        gauge: 'power_w',
        integralOrigin: 'psu',
        originColumn: 'energy_source',
      },
      {
        quantity: 'hash_gh',
        maxRate: maxAsicGhs,
        counterOrigin: 'metered',
        gauge: 'rate_ghs',
        integralOrigin: 'estimated',
        originColumn: 'hash_source',
      },
      { quantity: 'rate_gh', maxRate: maxAsicGhs, gauge: 'rate_ghs' },
      { quantity: 'accepted_diff', maxRate: maxDifficulty, counterOrigin: 'metered' },
      { quantity: 'rejected_diff', maxRate: maxDifficulty, counterOrigin: 'metered' },
      { quantity: 'stale_diff', maxRate: maxDifficulty, counterOrigin: 'metered' },
      { quantity: 'hw_errors', maxRate: maxDifficulty, counterOrigin: 'metered' },
      { quantity: 'diff1', maxRate: maxDifficulty, counterOrigin: 'metered' },
    ],
    gauges: ['rate_ghs', 'power_w', 'chip_temp_c', 'board_temp_c', 'fan_rpm', 'boards', 'uptime_s'],
  },
  gpu: {
    quantities: [
      {
        quantity: 'energy_j',
        maxRate: maxGpuW,
        counterOrigin: 'metered',
        gauge: 'power_w',
        integralOrigin: 'estimated',
        originColumn: 'energy_source',
      },
      {
        quantity: 'limit_j',
        maxRate: maxGpuW,
        gauge: 'limit_w',
        integralOrigin: 'metered',
        originColumn: 'limit_source',
      },
      { quantity: 'sm_ms', maxRate: 1000, gauge: 'sm', scale: 1000 },
      { quantity: 'tensor_ms', maxRate: 1000, gauge: 'tensor', scale: 1000 },
      { quantity: 'util_ms', maxRate: 1000, gauge: 'util', scale: 1000 },
      { quantity: 'xid_events', maxRate: 1, gauge: 'xid', isChange: true },
    ],
    gauges: ['power_w', 'limit_w', 'gpu_temp_c', 'memory_temp_c', 'memory_used_mib', 'sm_clock_mhz', 'xid'],
  },
  cooling: {
    quantities: [
      {
        quantity: 'energy_j',
        maxRate: maxCoolingW,
        counterOrigin: 'metered',
        isLifetime: true,
        gauge: 'power_w',
        integralOrigin: 'estimated',
        originColumn: 'energy_source',
      },
      {
        quantity: 'heat_j',
        maxRate: maxCoolingW,
        counterOrigin: 'metered',
        isLifetime: true,
        gauge: 'heat_w',
        integralOrigin: 'metered',
        isSigned: true,
        originColumn: 'heat_source',
      },
      { quantity: 'flow_ml', maxRate: maxMlPerSecond, gauge: 'flow_lpm', scale: 1000 / 60 },
      { quantity: 'water_ml', maxRate: maxMlPerSecond, counterOrigin: 'metered', isLifetime: true },
    ],
    gauges: [
      'power_w',
      'heat_w',
      'flow_lpm',
      'supply_temp_c',
      'return_temp_c',
      'facility_supply_temp_c',
      'facility_return_temp_c',
      'pump_share',
    ],
  },
  meter: {
    quantities: [
      {
        quantity: 'import_j',
        maxRate: maxMeterW,
        counterOrigin: 'metered',
        isLifetime: true,
        gauge: 'power_w',
        integralOrigin: 'estimated',
        originColumn: 'energy_source',
      },
      { quantity: 'export_j', maxRate: maxMeterW, counterOrigin: 'metered', isLifetime: true },
    ],
    gauges: ['power_w', 'apparent_va', 'power_factor', 'voltage_v', 'frequency_hz'],
  },
  inference: {
    quantities: [
      { quantity: 'prompt_tokens', maxRate: maxTokensPerS, counterOrigin: 'metered' },
      { quantity: 'output_tokens', maxRate: maxTokensPerS, counterOrigin: 'metered' },
      { quantity: 'requests', maxRate: maxRequestsPerS, counterOrigin: 'metered' },
      { quantity: 'slo_judged', maxRate: maxRequestsPerS, counterOrigin: 'metered' },
      { quantity: 'slo_met', maxRate: maxRequestsPerS, counterOrigin: 'metered' },
      { quantity: 'ttft_sum_ms', maxRate: maxWaitedMsPerS, counterOrigin: 'metered' },
      { quantity: 'ttft_count', maxRate: maxRequestsPerS, counterOrigin: 'metered' },
      { quantity: 'e2e_sum_ms', maxRate: maxWaitedMsPerS, counterOrigin: 'metered' },
      { quantity: 'e2e_count', maxRate: maxRequestsPerS, counterOrigin: 'metered' },
      { quantity: 'running_ms', maxRate: maxRunning * 1000, gauge: 'running', scale: 1000 },
      { quantity: 'busy_ms', maxRate: 1000, gauge: 'busy', scale: 1000 },
    ],
    gauges: ['running', 'waiting'],
  },
};
