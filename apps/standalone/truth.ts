import { between, estimateError, measuredAfterMs, siteTerms, type SiteModel, type Truth } from '../simulator/index.ts';

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

/** What is so of the site, without its hundreds of devices, which nothing here asks about. */
const siteTruth = (model: SiteModel): Truth => ({ ...model.snapshot(), devices: {} });

/** Follows one model from now on. */
export function createTruth(model: SiteModel): SiteTruth {
  const start = siteTruth(model);
  let sampledAt = start.at;
  let earlier = start;
  const integral = { hashpriceMs: 0, revenueUsd: 0 };
  const sample = (): void => {
    const now = siteTruth(model);
    const middle = (sampledAt + now.at) / 2;
    const part = between(earlier, now);
    integral.hashpriceMs += hashprice(model, middle) * (now.at - sampledAt);
    integral.revenueUsd +=
      (miningOf(part).acceptedDiff * hashesPerDifficulty * hashprice(model, middle)) / 1e15 / 86_400;
    [earlier, sampledAt] = [now, now.at];
  };
  return {
    sample: () => {
      if (model.now() - sampledAt >= stepMs) sample();
    },
    metrics: (livePollMs, pollMs) => {
      sample();
      return metricsOf({ model, start, end: siteTruth(model), ...integral, livePollMs, pollMs });
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
const total = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

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

const hashesPerPhDay = 1e15 * 86_400;

/** Facility energy: of the grid, and of a plant. */
const usedJ = ({ points }: Truth): number => points.M0 + points.Mg;

/** Facility energy of the halls of a workload: feeders, what cools them, and their part of what is left. */
function facilityOf({ model }: Window, truth: Truth, workload: 'mining' | 'ai'): number {
  const { halls, meters } = model.inventory;
  const feeder = (hall: string): number => truth.halls[hall]?.feederJ ?? 0;
  const cooling = (hall: { id: string; loop: string }): number => {
    const loopJ = total(
      meters.filter((meter) => meter.point === 'Mc' && meter.loop === hall.loop),
      (meter) => truth.meters[meter.id] ?? 0,
    );
    const inLoop = halls.filter((other) => other.loop === hall.loop);
    return (loopJ * feeder(hall.id)) / total(inLoop, (other) => feeder(other.id));
  };
  const { M3, Mc } = truth.points;
  const restJ = usedJ(truth) - M3 - Mc;
  const chosen = halls.filter((hall) => hall.workload === workload);
  return total(chosen, (hall) => feeder(hall.id) + cooling(hall) + (restJ * feeder(hall.id)) / M3);
}

/** How far each kind of measurement may be from the model, relative. */
interface Tolerances {
  /** What the last polls miss at the end of the window. */
  readonly edge: number;
  /** A gauge held for one poll too long at a change, with about one change a day. */
  readonly held: number;
  /** Chance of the shares, three sigma of a Poisson count. */
  readonly chance: number;
  readonly quantum: Readonly<Record<'M0' | 'M3' | 'Mc' | 'used', number>>;
  /** The last hours of carbon are estimates yet. */
  readonly estimate: number;
}

function tolerancesOf({ model, start, end, livePollMs, pollMs }: Window, truth: Truth): Tolerances {
  const edge = (2 * livePollMs) / (end.at - start.at);
  // Two reads of a counter are each off by less than one count.
  const quantum = (joules: number, ...points: readonly string[]): number =>
    total(
      model.inventory.meters.filter((meter) => points.includes(meter.point)),
      (meter) => 2 * 3600 * 10 ** meter.energyScale,
    ) / joules;
  const { M0, M3, Mc } = truth.points;
  const shares = miningOf(truth).acceptedDiff / 524_288;
  return {
    edge,
    held: pollMs / 86_400_000,
    chance: 3 / Math.sqrt(shares),
    // An hour may weigh up to twice what the mean hour does.
    estimate: (2 * estimateError * (measuredAfterMs + 3_600_000)) / (end.at - start.at),
    quantum: {
      M0: edge + quantum(M0, 'M0'),
      M3: edge + quantum(M3, 'M3'),
      Mc: edge + quantum(Mc, 'Mc'),
      used: edge + quantum(usedJ(truth), 'M0', 'Mg'),
    },
  };
}

/** Values in base units, as the metrics' numerators and denominators have them; the dictionary of the api has the scale to show them in. */
function metricsOf(window: Window): MetricTruth[] {
  const truth = between(window.start, window.end);
  const tolerances = tolerancesOf(window, truth);
  return [
    ...energyTruths(window, truth, tolerances),
    ...fleetTruths(window, truth, tolerances),
    ...moneyTruths(window, truth, tolerances),
    ...carbonTruths(truth, tolerances),
  ].map(([metric, value, tolerance]) => ({ metric, site: window.model.site, value, tolerance }));
}

type Row = readonly [metric: string, value: number, tolerance: number];

function energyTruths({ model, start, end }: Window, truth: Truth, { edge, held, quantum }: Tolerances): Row[] {
  const { M0, M3, Mc } = truth.points;
  const used = usedJ(truth);
  const seconds = truth.at / 1000;
  const heatJ = total(Object.values(truth.cooling), (unit) => unit.heatJ);
  const peakW = Math.max(...model.quarterHours(start.at, end.at)) / 900;
  const boards = Object.values(truth.halls).filter((hall) => hall.gpuS > 0);
  const gpuJ = total(boards, (hall) => hall.gpuJ);
  return [
    ['energy_m0', M0, quantum.M0],
    ['energy_m3', M3, quantum.M3],
    ['energy_mc', Mc, quantum.Mc],
    ['heat_removed', heatJ, held + edge],
    ['ipue', used / M3, quantum.used + quantum.M3],
    ['cer', heatJ / Mc, held + quantum.Mc],
    // A quarter of an hour is short, so that one count of the meter weighs more in the peak.
    ['load_factor', used / seconds / peakW, quantum.used * (1 + used / (peakW * 900))],
    ['power_capacity_utilization', used / (model.inventory.contractedMw * 1e6 * seconds), quantum.used],
    // What a board used between its last poll and a restart is unknown; restarts are rarer than once a day.
    ['energy_gpu', gpuJ, held + edge],
    ['gpu_power_utilization', gpuJ / total(boards, (hall) => hall.gpuLimitJ), held + edge],
    ['sm_activity', total(boards, (hall) => hall.smS) / total(boards, (hall) => hall.gpuS), held + edge],
  ];
}

function fleetTruths(window: Window, truth: Truth, { edge, held, chance, quantum }: Tolerances): Row[] {
  const miners = miningOf(truth);
  const seconds = truth.at / 1000;
  const hashes = miners.acceptedDiff * hashesPerDifficulty;
  const nominal = total(window.model.inventory.miners, ({ model }) => model.ths * 1e12);
  return [
    ['hashrate_accepted', hashes / seconds, held + edge],
    ['hashrate_device', (miners.hashTh * 1e12) / seconds, held + edge + chance],
    ['hashrate_realisation', hashes / (nominal * seconds), held + edge],
    ['reject_rate', miners.rejectedDiff / miners.allDiff, held + edge],
    ['availability_time', miners.upS / (miners.minerS - miners.curtailedS), held + edge],
    ['fleet_j_per_th_wall', miners.feederJ / hashes, held + quantum.M3],
    ['fleet_j_per_th_facility', facilityOf(window, truth, 'mining') / hashes, held + quantum.used + quantum.M3],
  ];
}

function moneyTruths(window: Window, truth: Truth, { edge, held, quantum }: Tolerances): Row[] {
  const { hashpriceMs, revenueUsd } = window;
  const hashes = miningOf(truth).acceptedDiff * hashesPerDifficulty;
  const miningJ = facilityOf(window, truth, 'mining');
  const boardHours = total(Object.values(truth.halls), (hall) => hall.gpuS) / 3600;
  const { poolFee, usdPerGpuHour, billedShare } = siteTerms;
  const price = truth.costUsd / usedJ(truth);
  const hashprice = hashpriceMs / truth.at / hashesPerPhDay;
  const breakeven = (hashprice / (miningJ / hashes)) * (1 - poolFee);
  const ai = (boardHours * usdPerGpuHour * billedShare) / facilityOf(window, truth, 'ai');
  const wide = 2 * held + edge + quantum.used + quantum.M3;
  // Errors of two prices add up, in money, before their difference is taken.
  const spread = (a: number, b: number): Row[2] => (wide * (Math.abs(a) + Math.abs(b))) / Math.abs(a - b);
  return [
    ['avg_price_paid', price, held + quantum.used],
    ['hashprice_usd', hashprice, held + edge],
    ['breakeven_power_price', breakeven, wide],
    ['revenue_per_mwh_hash', revenueUsd / miningJ, wide],
    ['revenue_per_mwh_ai', ai, wide],
    ['hash_spread', breakeven - price, spread(breakeven, price)],
    ['ai_spread', ai - price, spread(ai, price)],
    ['compute_spread', ai - breakeven, spread(ai, breakeven)],
  ];
}

function carbonTruths(truth: Truth, { held, quantum, estimate }: Tolerances): Row[] {
  const { M0, M3 } = truth.points;
  const intensity = truth.carbonG / M0;
  return [
    ['scope2_location', truth.carbonG, held + quantum.M0 + estimate],
    ['carbon_intensity_consumed', intensity, held + quantum.M0 + estimate],
    ['cue', truth.carbonG / M3, held + quantum.M0 + quantum.M3 + estimate],
  ];
}
