import type { Poll } from '#metering';

/** What a generated device does in one tick, and shows when it is polled. */
export interface GeneratedDevice {
  /** Lets `seconds` pass. */
  advance(seconds: number): void;
  /** What it shows now; `device`, both clocks and the run are the poller's. */
  show(): Pick<Poll, 'boot' | 'counters' | 'gauges'>;
  /** Joules, hashes and so on since the beginning, unquantised, by quantity. */
  readonly truth: Readonly<Record<string, number>>;
  /** Counters begin again at 0, as after a restart of the process that counts. */
  restart(): void;
  /** Another device stands there from now on. */
  swap?(): void;
}

/** Deterministic numbers in [0, 1). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Number of events in an interval in which `mean` are expected. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let events = -1;
  for (let product = 1; product > limit; product *= random()) events += 1;
  return events;
}

const wave = (seconds: number, periodHours: number): number => Math.sin((2 * Math.PI * seconds) / (periodHours * 3600));
const to = (value: number, step: number): number => Math.round(value / step) * step;

/** Share difficulty of the generated pool. */
export const shareDifficulty = 524_288;

/** A miner whose firmware counts MH since its process started and shows whole watts. */
export function createMiner(random: Random): GeneratedDevice {
  const truth = { energy_j: 0, hash_gh: 0, accepted_diff: 0 };
  let seconds = 0;
  let uptimeS = 400_000;
  let hashes = 4.4e13;
  let accepted = 0;
  let powerW = 3_250;
  let rateGhs = 110_000;
  return {
    truth,
    advance(dt) {
      seconds += dt;
      uptimeS += dt;
      powerW = 3_250 + 120 * wave(seconds, 24) + 40 * (random() - 0.5);
      rateGhs = powerW / 0.0295;
      const shares = poisson(random, (rateGhs * 1e9 * dt) / (shareDifficulty * 2 ** 32));
      hashes += rateGhs * dt;
      accepted += shares * shareDifficulty;
      truth.energy_j += powerW * dt;
      truth.hash_gh += rateGhs * dt;
      truth.accepted_diff += shares * shareDifficulty;
    },
    show: () => ({
      boot: { id: 'aa:bb', uptimeMs: Math.floor(uptimeS) * 1000 },
      counters: {
        hash_gh: { value: to(hashes * 1000, 1) / 1000 },
        accepted_diff: { value: accepted },
        rejected_diff: { value: 0 },
      },
      gauges: { power_w: to(powerW, 1), rate_ghs: to(rateGhs, 0.01) },
    }),
    restart() {
      uptimeS = 0;
      hashes = 0;
      accepted = 0;
    },
  };
}

/** A GPU board whose energy counts mJ since the driver was loaded, and says nothing of its uptime. */
export function createBoard(random: Random): GeneratedDevice {
  const truth = { energy_j: 0, sm_ms: 0 };
  let seconds = 0;
  let energyJ = 9.1e7;
  let loads = 0;
  let boards = 0;
  let sm = 0;
  let powerW = 0;
  return {
    truth,
    advance(dt) {
      seconds += dt;
      sm = Math.min(1, Math.max(0, 0.6 + 0.35 * wave(seconds, 24) + 0.02 * (random() - 0.5)));
      powerW = 70 + 630 * sm;
      energyJ += powerW * dt;
      truth.energy_j += powerW * dt;
      truth.sm_ms += sm * dt * 1000;
    },
    show: () => ({
      boot: { id: `GPU-${boards} ${loads}`, uptimeMs: null, identity: `GPU-${boards}` },
      counters: { energy_j: { value: to(energyJ * 1000, 1) / 1000 } },
      gauges: { power_w: to(powerW, 0.001), limit_w: 700, sm: to(sm, 0.000001), util: sm > 0.1 ? 1 : 0 },
    }),
    restart() {
      energyJ = 0;
      loads += 1;
    },
    swap() {
      energyJ = 5e6;
      boards += 1;
    },
  };
}

/** Fractions of a joule per count, so that the modulus is no integer either. */
export const meterQuantumJ = 39.6;
const meterModulus = 2 ** 32 * meterQuantumJ;

/** A meter of a 10 MW feeder with a 32-bit counter that wraps every five hours; after a restart it stands elsewhere. */
export function createMeter(random: Random): GeneratedDevice {
  const truth = { import_j: 0 };
  let seconds = 0;
  let importJ = 0;
  let serial = 1;
  let powerW = 0;
  return {
    truth,
    advance(dt) {
      seconds += dt;
      powerW = 9e6 + 8e5 * wave(seconds, 24) + 2e5 * (random() - 0.5);
      importJ += powerW * dt;
      truth.import_j += powerW * dt;
    },
    show: () => ({
      boot: { id: `S${serial}`, uptimeMs: null, identity: `S${serial}` },
      counters: {
        import_j: { value: (Math.floor(importJ / meterQuantumJ) % 2 ** 32) * meterQuantumJ, modulus: meterModulus },
      },
      gauges: { power_w: to(powerW, 10) },
    }),
    restart() {
      importJ += meterModulus / 2;
    },
    swap() {
      importJ = 1.7e11 * random();
      serial += 1;
    },
  };
}

/** A CDU: its electricity counts for life, its heat is a gauge that may be negative, its flow another. */
export function createCdu(random: Random): GeneratedDevice {
  const truth = { energy_j: 0, heat_j: 0, flow_ml: 0 };
  let seconds = 0;
  let energyJ = 3.6e9;
  let heatW = 0;
  let flowLpm = 0;
  let powerW = 0;
  return {
    truth,
    advance(dt) {
      seconds += dt;
      powerW = 1_800 + 300 * wave(seconds, 24) + 20 * (random() - 0.5);
      heatW = 2e5 * wave(seconds, 12) + 2e3 * (random() - 0.5);
      flowLpm = 270 + 10 * wave(seconds, 6);
      energyJ += powerW * dt;
      truth.energy_j += powerW * dt;
      truth.heat_j += heatW * dt;
      truth.flow_ml += (flowLpm * 1000 * dt) / 60;
    },
    show: () => ({
      boot: { id: null, uptimeMs: null },
      counters: { energy_j: { value: to(energyJ / 3_600_000, 0.001) * 3_600_000 } },
      gauges: { power_w: to(powerW, 0.1), heat_w: to(heatW, 1), flow_lpm: to(flowLpm, 0.1) },
    }),
    restart: () => undefined,
  };
}
