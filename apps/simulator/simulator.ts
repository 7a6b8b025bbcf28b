import { type Clock, systemClock } from '#runtime';
import type { RawAnswer } from './answers/answers.ts';
import type { MeterPlan } from './model/inventory.ts';
import type { SiteModel } from './model/site.ts';
import { startCgminerServer } from './servers/cgminer.ts';
import { startControlServer } from './servers/control.ts';
import { startDcgmServer } from './servers/dcgm.ts';
import type { Fault } from './servers/faults.ts';
import { startFeedServer } from './servers/feeds.ts';
import type { Listener } from './servers/listener.ts';
import { startInferenceServer } from './servers/inference.ts';
import { startMempoolServer } from './servers/mempool.ts';
import { startRedfishServer } from './servers/redfish.ts';
import { startSunspecServer } from './servers/sunspec.ts';
import { redfishLogin, siteFile, type SiteAddresses, type SiteFileContent } from './site-file.ts';

/** A site whose devices answer on loopback. */
export interface RunningSite {
  readonly model: SiteModel;
  readonly addresses: SiteAddresses;
  /** The content of the site.yaml that describes it to a collector. */
  readonly file: SiteFileContent;
}

export interface Simulator {
  readonly sites: readonly RunningSite[];
  /** Truth and events over HTTP; see `servers/control.ts`. */
  readonly controlUrl: string;
  /** Closes every port and stops the sites' clocks; safe to call twice. */
  stop(): Promise<void>;
}

export interface SimulatorOptions {
  /** Sites of one seed, which share the chain of the first; each goes on from where it stands. */
  readonly models: readonly SiteModel[];
  readonly clock?: Clock;
  /** First of the ports, which follow one another; 0, the default, takes any that are free. */
  readonly port?: number;
  /** How often collectors are told to poll, s. */
  readonly pollSeconds?: number;
  /** How often an exporter's page changes, ms. */
  readonly dcgmRefreshMs?: number;
}

const liveTickMs = 5_000;
const stepMs = 1_000;
const lateMs = 3_000;

const faults: Readonly<Record<ReturnType<SiteModel['condition']>, Fault | null>> = {
  ok: null,
  no_network: { kind: 'hang' },
  no_power: { kind: 'reset' },
  slow: { kind: 'slow', delayMs: lateMs },
  broken: { kind: 'cut' },
};

/** Starts the servers of every device and feed and lets the sites run on the clock. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { models, clock = systemClock } = options;
  const listeners: Listener[] = [];
  const stopping = new AbortController();
  const opener = createOpener(options.port ?? 0, listeners);
  const refresh = (model: SiteModel): void => model.advance(clock.now());
  try {
    const [first] = models;
    if (!first) throw new Error('A simulator needs a site');
    const chain = await opener((address) => startMempoolServer({ ...address, chain: first.chain, clock }));
    const control = await opener((address) => startControlServer({ ...address, models, refresh }));
    const sites: RunningSite[] = [];
    for (const model of models) {
      model.setTick(liveTickMs);
      refresh(model);
      const addresses = await startSite({
        ...options,
        model,
        clock,
        opener,
        refresh,
        chainUrl: `http://${chain.address}`,
      });
      sites.push({ model, addresses, file: siteFile(model, addresses, options.pollSeconds) });
    }
    const running = keepUp(models, clock, stopping.signal);
    const stop = async (): Promise<void> => {
      stopping.abort();
      await Promise.all([running, ...listeners.map((listener) => listener.stop())]);
    };
    return { sites, controlUrl: `http://${control.address}`, stop };
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.stop()));
    throw error;
  }
}

async function keepUp(models: readonly SiteModel[], clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const model of models) model.advance(clock.now());
    await clock.sleep(stepMs, signal);
  }
}

type Opener = (start: (address: { port: number }) => Promise<Listener>) => Promise<Listener>;

/** Hands out one port after the other and remembers what listens. */
function createOpener(first: number, listeners: Listener[]): Opener {
  return async (start) => {
    const listener = await start({ port: first === 0 ? 0 : first + listeners.length });
    listeners.push(listener);
    return listener;
  };
}

interface SiteServers extends SimulatorOptions {
  readonly model: SiteModel;
  readonly clock: Clock;
  readonly opener: Opener;
  readonly refresh: (model: SiteModel) => void;
  readonly chainUrl: string;
}

async function startSite(servers: SiteServers): Promise<SiteAddresses> {
  const { model, clock, opener, refresh, chainUrl } = servers;
  const devices: Record<string, string> = {};
  const fault = (device: string) => (): Fault | null => {
    refresh(model);
    return faults[model.condition(device)];
  };
  const answer =
    <Kind extends RawAnswer['kind']>(device: string, kind: Kind) =>
    (): Extract<RawAnswer, { kind: Kind }> | null => {
      const raw = model.answers(device);
      return raw?.kind === kind ? (raw as Extract<RawAnswer, { kind: Kind }>) : null;
    };
  const { miners, hosts, loops, servers: serving } = model.inventory;
  for (const { id } of miners) {
    const server = await opener((address) =>
      startCgminerServer({ ...address, answer: answer(id, 'cgminer'), fault: fault(id) }),
    );
    devices[id] = server.address;
  }
  const refreshMs = servers.dcgmRefreshMs ?? 5_000;
  for (const { id } of hosts) {
    const server = await opener((address) =>
      startDcgmServer({ ...address, clock, refreshMs, answer: answer(id, 'dcgm'), fault: fault(id) }),
    );
    devices[id] = server.address;
  }
  for (const { id } of serving) {
    const server = await opener((address) =>
      startInferenceServer({ ...address, answer: answer(id, 'inference'), fault: fault(id) }),
    );
    devices[id] = server.address;
  }
  for (const { cdu } of loops) {
    const server = await opener((address) =>
      startRedfishServer({ ...address, ...redfishLogin, answer: answer(cdu, 'redfish-cdu'), fault: fault(cdu) }),
    );
    devices[cdu] = server.address;
  }
  for (const meters of gatewaysOf(model.inventory.meters)) {
    const units = new Map(meters.map((meter) => [meter.unit, answer(meter.id, 'sunspec')]));
    const faultOf = new Map(meters.map((meter) => [meter.unit, fault(meter.id)]));
    const server = await opener((address) =>
      startSunspecServer({ ...address, units, fault: (unit) => faultOf.get(unit)?.() ?? null }),
    );
    for (const { id } of meters) devices[id] = server.address;
  }
  const feeds = await opener((address) =>
    startFeedServer({
      ...address,
      clock,
      price: model.price,
      carbon: model.carbon,
      dispatch: (since) => (refresh(model), model.dispatch(since)),
    }),
  );
  return { devices, chainUrl, ...feedUrls(`http://${feeds.address}`) };
}

/** What a feed server of this address is asked for. */
const feedUrls = (url: string) => ({
  powerUrl: `${url}/prices`,
  carbonUrl: `${url}/carbon-intensity/history`,
  gpuUrl: `${url}/instance-types`,
  marginalUrl: `${url}/watttime`,
  dispatchUrl: `${url}/dispatch`,
});

/** The utility meter has an address of its own; the others share a gateway. */
const gatewaysOf = (meters: readonly MeterPlan[]): MeterPlan[][] => [
  meters.filter((meter) => meter.point === 'M0'),
  meters.filter((meter) => meter.point !== 'M0'),
];
