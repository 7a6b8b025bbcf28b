import { answerersOf, type RawAnswer } from '../answers/answers.ts';
import type { Answerer } from '../answers/answerer.ts';
import { figuresMaker, type MinerFigures } from '../answers/miner-figures.ts';
import { type Chain, createChain } from './chain.ts';
import type { DispatchRow } from './dispatch.ts';
import { advanceEngine, createEngine, type Engine, quarterMs } from './engine.ts';
import type { SimulatedEvent } from './events.ts';
import type { GridCarbon } from './grid-carbon.ts';
import type { Inventory } from './inventory.ts';
import type { JobRow } from './job-log.ts';
import { type Condition, playEvent } from './play.ts';
import { hubOf, type PowerPrice, settlementMs } from './power-price.ts';
import { deviceTruths, hallTruth, type Truth } from './truth.ts';

/** A hybrid site whose physics closes; everything that happens follows from seed, start and the events played. */
export interface SiteModel {
  readonly site: string;
  readonly zone: string;
  /** When the model began, UTC ms. */
  readonly start: number;
  readonly inventory: Inventory;
  readonly price: PowerPrice;
  /** Prices of the market's hub. */
  readonly hub: ReturnType<typeof hubOf>;
  readonly carbon: GridCarbon;
  readonly chain: Chain;
  /** The instant that the model has reached, UTC ms. */
  now(): number;
  /** Moves on to `to`; an instant that has been reached already changes nothing but events that are due. */
  advance(to: number): void;
  /** Sets how often weather, loads and shares are drawn: any divisor of 300 s; energy closes at every instant whatever it is. */
  setTick(tickMs: number): void;
  /** Enters an event; one in the past happens at the next step. Throws on an unknown device. */
  play(event: SimulatedEvent): void;
  condition(device: string): Condition;
  /** What the device prints now, as its server sends it; null when it cannot be reached. Throws on an unknown device. */
  answers(device: string): RawAnswer | null;
  /** What a miner that hashes shows in its answers, without the answers; null of anything else, or when it cannot be reached. */
  figures(device: string): MinerFigures | null;
  /** Physical totals since the start. */
  snapshot(): Truth;
  /** Facility energy in each whole quarter hour of [from, to) that the model has passed, J. */
  quarterHours(from: number, to: number): number[];
  /** Ordered curtailments opened or changed since an instant. */
  dispatch(since: number): DispatchRow[];
  /** Runs of jobs that began or ended since an instant. */
  jobs(since: number): JobRow[];
}

export interface SiteOptions {
  readonly seed: number;
  readonly site?: string;
  /** GPU boards count one each; at least 12. */
  readonly devices?: number;
  /** UTC ms. */
  readonly start: number;
  readonly zone?: string;
  readonly tickMs?: number;
  /** False leaves out the faults, curtailments and job changes that come of themselves. */
  readonly hasIncidents?: boolean;
  /** Whether a solar plant stands behind its utility meter; without one unless given. */
  readonly hasPlant?: boolean;
}

const defaults = {
  site: 'sim-1',
  devices: 240,
  zone: 'America/Chicago',
  tickMs: 5_000,
  hasIncidents: true,
  hasPlant: false,
};

/** A site at its start: miners have been running for hours or days, jobs are on the GPUs. */
export function createSite(options: SiteOptions): SiteModel {
  const engine = createEngine({ ...defaults, ...options, tickMs: checkedTick(options.tickMs ?? defaults.tickMs) });
  const { stage, flow, inventory } = engine;
  const { seed, site, zone, start } = engine.options;
  const answerers = answerersOf({ ...stage, ...flow, servers: inventory.servers, site, seed, start });
  const figures = new Map(stage.miners.map((miner) => [miner.id, figuresMaker(miner, site, seed)]));
  return {
    site,
    zone,
    start,
    inventory,
    price: stage.price,
    hub: hubOf(stage.price),
    carbon: engine.carbon,
    chain: createChain(seed),
    now: () => engine.now,
    advance: (to) => advanceEngine(engine, to),
    setTick: (tickMs) => (engine.tickMs = checkedTick(tickMs)),
    play: (event) => playEvent(stage, { ...event, at: Math.max(event.at, engine.now) }),
    condition: (device) => stage.conditions.get(device)?.at(-1) ?? 'ok',
    answers: (device) => (isReachable(engine, device) ? answererOf(answerers, device)(engine.now) : null),
    figures: (device) => (isReachable(engine, device) ? (figures.get(device)?.(engine.now) ?? null) : null),
    snapshot: () => snapshotOf(engine),
    quarterHours: (from, to) => quarterHoursOf(engine, from, to),
    dispatch: (since) => stage.dispatch.rows(since),
    jobs: (since) => stage.jobs.rows(since),
  };
}

function checkedTick(tickMs: number): number {
  if (Number.isInteger(tickMs) && tickMs >= 1 && settlementMs % tickMs === 0) return tickMs;
  throw new RangeError(`A tick must divide ${settlementMs} ms, and ${tickMs} does not`);
}

function answererOf(answerers: ReadonlyMap<string, Answerer<RawAnswer>>, device: string): Answerer<RawAnswer> {
  const answerer = answerers.get(device);
  if (!answerer) throw new Error(`No device ${device} in this site`);
  return answerer;
}

const isReachable = ({ stage }: Engine, device: string): boolean =>
  !stage.conditions.get(device)?.some((condition) => condition === 'no_network' || condition === 'no_power');

function snapshotOf({ stage, flow, now, options }: Engine): Truth {
  const elapsedS = (now - options.start) / 1000;
  const points = { M0: 0, Mg: 0, M3: 0, Mc: 0 };
  for (const meter of flow.meters) points[meter.point] += meter.totals.energyJ;
  const halls = flow.halls.map((hall) => [hall.id, hallTruth(hall.totals, hall.miners, hall.hosts, elapsedS)] as const);
  const cooling = flow.loops.map(
    ({ cdu, totals }) => [cdu, { energyJ: totals.cduJ, heatJ: totals.heatJ, flowL: totals.flowL }] as const,
  );
  return {
    at: now,
    points,
    meters: Object.fromEntries(flow.meters.map((meter) => [meter.id, meter.totals.energyJ])),
    halls: Object.fromEntries(halls),
    cooling: Object.fromEntries(cooling),
    devices: deviceTruths(stage.miners, stage.hosts),
    ...flow.totals,
  };
}

function quarterHoursOf({ quarters }: Engine, from: number, to: number): number[] {
  const energies: number[] = [];
  for (let quarter = Math.ceil(from / quarterMs); (quarter + 1) * quarterMs <= to; quarter++) {
    const begin = quarters.get(quarter);
    const end = quarters.get(quarter + 1);
    if (begin !== undefined && end !== undefined) energies.push(end - begin);
  }
  return energies;
}
