import { between, type SiteModel, type Truth } from '../simulator/index.ts';

/** The physical value of a metric over the whole run, in the metric's base unit, and how far a measurement may be from it. */
export interface MetricTruth {
  readonly metric: string;
  readonly site: string;
  readonly value: number;
  /** Relative; derived below from quantum, poll period and share count. */
  readonly tolerance: number;
}

export interface SiteTruth {
  /** To be called as the model moves on; integrates what the model does not keep itself. */
  sample(): void;
  metrics(livePollMs: number, pollMs: number): MetricTruth[];
}

const hashesPerDifficulty = 2 ** 32;
const stepMs = 900_000;

/** Follows one model from now on. */
export function createTruth(model: SiteModel): SiteTruth {
  const start = model.snapshot();
  let sampledAt = start.at;
  let earlier = start;
  const integral = { hashpriceMs: 0, revenueUsd: 0 };
  const sample = (): void => {
    const now = model.snapshot();
    const middle = (sampledAt + now.at) / 2;
    const part = between(earlier, now);
    integral.hashpriceMs += hashprice(model, middle) * (now.at - sampledAt);
    integral.revenueUsd += (miningOf(part).acceptedDiff * hashesPerDifficulty * hashprice(model, middle)) / 1e15 / 86_400;
    [earlier, sampledAt] = [now, now.at];
  };
  return {
    sample: () => {
      if (model.now() - sampledAt >= stepMs) sample();
    },
    metrics: (livePollMs, pollMs) => {
      sample();
      return metricsOf({ model, start, end: model.snapshot(), ...integral, livePollMs, pollMs });
    },
  };
}

/** USD per PH and day from the model's chain: expected blocks × (subsidy + mean fee over 144 blocks) × price. */
function hashprice({ chain }: SiteModel, at: number): number {
  const height = chain.height(at);
  let fees = 0;
  for (let block = height - 143; block <= height; block++) fees += chain.feeSat(block);
  const expectedBlocks = (86_400 * 1e15) / (chain.difficulty(height) * hashesPerDifficulty);
  return (expectedBlocks * (chain.subsidySat(height) + fees / 144) * chain.priceUsd(at)) / 1e8;
}

interface Mining {
  readonly acceptedDiff: number;
  readonly rejectedDiff: number;
  readonly allDiff: number;
  readonly hashTh: number;
  readonly feederJ: number;
  readonly minerS: number;
  readonly upS: number;
  readonly curtailedS: number;
}

const mining = (truth: Truth): Truth['halls'][string][] => Object.values(truth.halls).filter((hall) => hall.minerS > 0);
const total = <Item>(items: readonly Item[], value: (item: Item) => number): number => items.reduce((sum, item) => sum + value(item), 0);

function miningOf(truth: Truth): Mining {
  const halls = mining(truth);
  const [acceptedDiff, rejectedDiff, staleDiff] = [
    total(halls, (hall) => hall.acceptedDiff),
    total(halls, (hall) => hall.rejectedDiff),
    total(halls, (hall) => hall.staleDiff),
  ];
  return {
    acceptedDiff,
    rejectedDiff,
    allDiff: acceptedDiff + rejectedDiff + staleDiff,
    hashTh: total(halls, (hall) => hall.hashTh),
    feederJ: total(halls, (hall) => hall.feederJ),
    minerS: total(halls, (hall) => hall.minerS),
    upS: total(halls, (hall) => hall.upS),
    curtailedS: total(halls, (hall) => hall.curtailedS),
  };
}

interface Window {
  readonly model: SiteModel;
  readonly start: Truth;
  readonly end: Truth;
  readonly hashpriceMs: number;
  readonly revenueUsd: number;
  readonly livePollMs: number;
  readonly pollMs: number;
}

function metricsOf(window: Window): MetricTruth[] {
  const { model, start, end, livePollMs, pollMs } = window;
  const truth = between(start, end);
  const windowMs = truth.at;
  const seconds = windowMs / 1000;
  const miners = miningOf(truth);
  const { M0, M3, Mc } = truth.points;
  const heatJ = total(Object.values(truth.cooling), (unit) => unit.heatJ);
  const gpu = Object.values(truth.halls).filter((hall) => hall.gpuS > 0);
  const gpuJ = total(gpu, (hall) => hall.gpuJ);
  // What the last polls miss at the end of the window, and one poll period that a gauge may be held too long at each change.
  const edge = (2 * livePollMs) / windowMs;
  const quantum = (point: string): number => total(model.inventory.meters.filter((meter) => meter.point === point), (meter) => 2 * 3600 * 10 ** meter.energyScale);
  const tolerance = { m0: quantum('M0') / M0 + edge, m3: quantum('M3') / M3 + edge, mc: quantum('Mc') / Mc + edge };
  const held = pollMs / 86_400_000;
  const shares = miners.acceptedDiff / 262_144;
  const one = (metric: string, value: number, relative: number): MetricTruth => ({ metric, site: model.site, value, tolerance: relative });
  const peakW = Math.max(...model.quarterHours(start.at, end.at)) / 900;
  return [
    one('energy_m0', M0, tolerance.m0),
    one('energy_m3', M3, tolerance.m3),
    one('energy_mc', Mc, tolerance.mc),
    one('heat_removed', heatJ, held + edge),
    one('ipue', M0 / M3, tolerance.m0 + tolerance.m3),
    one('cer', heatJ / Mc, held + tolerance.mc),
    one('load_factor', M0 / seconds / peakW, tolerance.m0 + quantum('M0') / (peakW * 900)),
    one('power_capacity_utilization', M0 / (model.inventory.contractedMw * 1e6 * seconds), tolerance.m0),
    one('avg_price_paid', (truth.costUsd / M0) * 3.6e9, tolerance.m0 + held),
    one('hashrate_accepted', (miners.acceptedDiff * hashesPerDifficulty) / seconds, held + edge),
    one('hashrate_device', (miners.hashTh * 1e12) / seconds, held + edge + 3 / Math.sqrt(shares)),
    one('reject_rate', miners.rejectedDiff / miners.allDiff, held + edge),
    one('availability_time', miners.upS / (miners.minerS - miners.curtailedS), held + edge),
    one('fleet_j_per_th_wall', (miners.feederJ / (miners.acceptedDiff * hashesPerDifficulty)) * 1e12, held + tolerance.m3),
    one('energy_gpu', gpuJ, edge + 1e-6),
    one('gpu_power_utilization', gpuJ / total(gpu, (hall) => hall.gpuLimitJ), held + edge),
    one('sm_activity', total(gpu, (hall) => hall.smS) / total(gpu, (hall) => hall.gpuS), held + edge),
    one('hashprice_usd', window.hashpriceMs / windowMs, held + edge),
  ];
}
