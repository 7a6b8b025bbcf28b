import { dayMs } from '#contracts';
import { createLoop } from './cooling.ts';
import { createDispatch } from './dispatch.ts';
import { createAgenda, faultsOfDay } from './events.ts';
import { createHost, loadHost, runHost, settleHost, warmHost } from './gpu.ts';
import { createGridCarbon, type GridCarbon } from './grid-carbon.ts';
import { type Inventory, planSite } from './inventory.ts';
import { createJobLog } from './job-log.ts';
import { hourMs, type LocalTime, localTimeIn } from './local-time.ts';
import { createMiner, minerTick, runMiner, settleMiner, tickMiner } from './miner.ts';
import { playEvent, scheduleJobs, type Stage } from './play.ts';
import { createPowerFlow, type PowerFlow, runFlow, settleFlow, usedJ } from './power-flow.ts';
import { createPolicy, type Policy } from './policy.ts';
import { createPowerPrice } from './power-price.ts';
import { createWeather, type Weather } from './weather.ts';

export const quarterMs = 900_000;

interface EngineOptions {
  readonly seed: number;
  readonly site: string;
  readonly devices: number;
  readonly start: number;
  readonly zone: string;
  readonly tickMs: number;
  readonly hasIncidents: boolean;
  readonly hasPlant: boolean;
}

/** A site in motion. Between two instants the powers in force act; at ticks and events new ones come into force. */
export interface Engine {
  readonly options: EngineOptions;
  readonly inventory: Inventory;
  readonly stage: Stage;
  readonly flow: PowerFlow;
  readonly weather: Weather;
  readonly carbon: GridCarbon;
  readonly time: LocalTime;
  readonly policy: Policy;
  /** Facility energy at each quarter hour, by its number since 1970, J. */
  readonly quarters: Map<number, number>;
  now: number;
  tickMs: number;
  tickedAt: number;
}

/** The site at its start, with everything in force. */
export function createEngine(options: EngineOptions): Engine {
  const { seed, site, start, zone } = options;
  const inventory = planSite(options.devices, options.hasPlant);
  const time = localTimeIn(zone);
  const miningHalls = inventory.halls.filter((hall) => hall.workload === 'mining');
  const scopes = [...miningHalls.map((hall) => `hall:${hall.id}`), 'site'];
  const miners = inventory.miners.map((plan) => createMiner(plan, [seed, site], start));
  const hosts = inventory.hosts.map((plan, index) => createHost(plan, index, inventory.hosts.length, [seed, site]));
  const flow = createPowerFlow(inventory, miners, hosts, inventory.loops.map(createLoop));
  const askable = [...miners, ...hosts, ...flow.meters, ...inventory.servers].map((device) => device.id);
  const engine: Engine = {
    options,
    inventory,
    stage: {
      agenda: createAgenda(),
      miners,
      hosts,
      loops: flow.loops,
      devices: new Set([...askable, ...inventory.loops.map((loop) => loop.cdu)]),
      conditions: new Map(),
      dispatch: createDispatch(site),
      jobs: createJobLog(site),
      price: createPowerPrice({ seed, site, time, scopes }),
      time,
    },
    flow,
    weather: createWeather(seed, site, time),
    carbon: createGridCarbon({ seed, time }),
    time,
    policy: createPolicy({ seed, site, time, halls: miningHalls.map(({ id }) => id) }),
    quarters: new Map(),
    now: start,
    tickMs: options.tickMs,
    tickedAt: start,
  };
  open(engine);
  return engine;
}

function open(engine: Engine): void {
  const { stage, now, options } = engine;
  for (const host of stage.hosts) {
    loadHost(host, engine.time.hour(now), now);
    stage.jobs.note(host, now);
    if (options.hasIncidents) scheduleJobs(stage, host, now);
  }
  if (options.hasIncidents) {
    beginPolicy(engine, engine.time.day(now), now);
    planDay(engine, Math.floor(now / dayMs));
  }
  if (now % quarterMs === 0) engine.quarters.set(now / quarterMs, 0);
  settle(engine);
}

/** Moves on to `to`; an instant that has been reached already changes nothing but events that are due. */
export function advanceEngine(engine: Engine, to: number): void {
  act(engine);
  while (engine.now < to) {
    const tickAt = (Math.floor(engine.now / engine.tickMs) + 1) * engine.tickMs;
    const next = Math.min(to, tickAt, engine.stage.agenda.next());
    run(engine, (next - engine.now) / 1000);
    engine.now = next;
    if (next === tickAt) tick(engine);
    act(engine);
  }
}

/** What an order leaves to the halls that it names, of their rated power. */
const setpointShare = 0.1;

/** Enters what one UTC day has in store: faults, and the policies and curtailments that start in it. */
function planDay(engine: Engine, day: number): void {
  const { stage, inventory, options, time, now } = engine;
  for (const event of faultsOfDay(day, inventory, [options.seed, options.site])) {
    if (event.at >= now) playEvent(stage, event);
  }
  const from = day * dayMs;
  for (const local of [time.day(from), time.day(from + dayMs - 1)]) {
    const isDue = (at: number): boolean => at >= Math.max(from, now) && at < from + dayMs;
    const [midnight, order] = [time.instant(local, 0), stage.price.plan(local).curtailment];
    if (isDue(midnight) && midnight > options.start) beginPolicy(engine, local, midnight);
    if (order && isDue(order.from)) curtail(engine, order);
    const request = engine.policy.request(local);
    if (request && isDue(request.from))
      curtail(engine, { ...request, scope: `hall:${request.hall}`, reason: 'ai_request' });
  }
}

/** Tells the policy of a local day from an instant of it to its end. */
function beginPolicy({ stage, policy, time }: Engine, local: number, at: number): void {
  const order = { kind: 'policy', reason: policy.arm(local), scope: 'site', setpointW: null } as const;
  stage.agenda.add(at, (now) => {
    const close = stage.dispatch.open(now, order);
    stage.agenda.add(time.instant(local + 1, 0), close);
  });
}

function curtail(
  { stage, inventory }: Engine,
  order: { from: number; to: number; scope: string; reason: string },
): void {
  const { from, to, scope, reason } = order;
  const named = inventory.halls.filter(({ id }) => scope === 'site' || scope === `hall:${id}`);
  const setpointW = Math.round(named.reduce((sum, { ratedW }) => sum + ratedW, 0) * setpointShare);
  playEvent(stage, { kind: 'curtailment', at: from, durationMs: to - from, scope, reason, setpointW });
}

function run({ stage, flow }: Engine, seconds: number): void {
  for (const miner of stage.miners) runMiner(miner, seconds);
  for (const host of stage.hosts) runHost(host, seconds);
  runFlow(flow, seconds);
}

function settle({ stage, flow, weather, carbon, time, now }: Engine): void {
  for (const miner of stage.miners) settleMiner(miner);
  for (const host of stage.hosts) settleHost(host);
  flow.usdPerMwh = stage.price.at(now);
  flow.gPerKwh = carbon.at(now);
  settleFlow(flow, weather, time.hour(now), now);
}

/** Random draws happen here and in events only, so they do not depend on how often the engine is asked to advance. */
function tick(engine: Engine): void {
  const { flow, now, stage } = engine;
  const seconds = (now - engine.tickedAt) / 1000;
  engine.tickedAt = now;
  if (engine.options.hasIncidents && now % dayMs === 0) planDay(engine, now / dayMs);
  if (now % quarterMs === 0) engine.quarters.set(now / quarterMs, usedJ(flow));
  if (now % hourMs === 0) stage.jobs.slice(now);
  const hour = engine.time.hour(now);
  for (const hall of flow.halls) {
    const coolantC = flow.loops.find((loop) => loop.id === hall.loop)?.supplyC ?? 30;
    const step = minerTick(coolantC, seconds);
    for (const miner of hall.miners) tickMiner(miner, step);
    for (const host of hall.hosts) {
      warmHost(host, coolantC, seconds);
      loadHost(host, hour, now);
    }
  }
  flow.usdPerMwh = stage.price.at(now);
  flow.gPerKwh = engine.carbon.at(now);
  settleFlow(flow, engine.weather, hour, now);
}

function act(engine: Engine): void {
  const { agenda } = engine.stage;
  if (agenda.next() > engine.now) return;
  for (let action = agenda.take(engine.now); action; action = agenda.take(engine.now)) action(engine.now);
  settle(engine);
}
