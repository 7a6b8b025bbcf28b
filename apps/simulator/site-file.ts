import { usdPerGpuHour } from './model/gpu-rent.ts';
import { dayMs } from '#contracts';
import type { HallPlan, MeterPlan } from './model/inventory.ts';
import { gpuModel } from './model/inventory.ts';
import { isoOf } from './model/local-time.ts';
import { moneyOf } from './money.ts';
import { ownPool } from './model/chain.ts';
import type { SiteModel } from './model/site.ts';

/** Where the devices and feeds of a site listen. */
export interface SiteAddresses {
  /** `HOST:PORT` by device id; several meters may share one. */
  readonly devices: Readonly<Record<string, string>>;
  readonly chainUrl: string;
  readonly powerUrl: string;
  readonly carbonUrl: string;
  readonly gpuUrl: string;
  readonly marginalUrl?: string;
  readonly dispatchUrl: string;
}

/** The content of a site.yaml, ready to be written. */
export type SiteFileContent = Readonly<Record<string, unknown>>;

/** The login of every simulated Redfish service. */
export const redfishLogin = { username: 'collector', password: 'simulated' } as const;

const marginalLogin = { username: 'collector', password: 'simulated' } as const;

/** On which terms every simulated site mines and lets its boards. */
export const siteTerms = { poolFee: 0.02, usdPerGpuHour, billedShare: 0.82 } as const;

/** What people would register of the site. */
function factsOf({ start, inventory: { halls, loops, hosts, meters } }: SiteModel): object {
  const [loop] = loops;
  const [hydro, immersed] = halls;
  const plants = meters.filter(({ point }) => point === 'Mg');
  const ratedMw = halls.reduce((sum, { ratedW }) => sum + ratedW, 0) / 1e6;
  const [from, to] = [isoOf(start), isoOf(start + 365 * dayMs)];
  return {
    certificates: [{ mwh: Math.round(ratedMw * 2_600), instrument: 'REC', cancelled: from.slice(0, 10), from, to }],
    carbon_factors: [{ method: 'residual', g_per_kwh: 450 }],
    grid_mix: [{ carbon_free: 0.4 }],
    compute_shares: [hydro, immersed].map((hall) => ({ hall: hall?.id, share: 0.95 })),
    design_pue: [{ value: 1.08 }],
    heat_reuse: [{ loop: loop?.id, share: 0.25, taker: 'greenhouse' }],
    servers: [{ name: 'GPU host', count: hosts.length, performance: 900, max_kw: 1.1, cpu_utilization: 0.35 }],
    supply_contracts: [
      { name: 'wind farm', kind: 'ppa', mw: Math.round(ratedMw * 250) / 1_000 },
      ...plants.map(({ id }) => ({ name: 'solar plant', kind: 'onsite', meter: id })),
    ],
    generators: plants.map(({ ratedW }) => ({ id: 'solar plant', mw: ratedW / 1e6 })),
    thermal_bands: [{ recommended_c: [20, 40], allowable_c: [15, 45] }],
    water_factors: [{ l_per_kwh: 1.6 }],
  };
}

/** Describes a simulated site to a collector and to the register. */
export function siteFile(model: SiteModel, addresses: SiteAddresses, pollSeconds = 5): SiteFileContent {
  const { inventory, price, hub, carbon } = model;
  return {
    site: { id: model.site, zone: model.zone, currency: 'USD', contracted_mw: inventory.contractedMw },
    halls: inventory.halls.map(({ id, workload, loop }: HallPlan) => ({ id, workload, loop })),
    market: {
      chain: { kind: 'mempool', url: addresses.chainUrl, poll_s: 30 },
      power: { market: price.market, node: price.node, product: 'RT5', url: addresses.powerUrl, poll_s: 30 },
      reference: {
        market: price.market,
        node: hub.node,
        product: 'RT5',
        url: `${addresses.powerUrl}?node=${hub.node}`,
        poll_s: 30,
      },
      carbon: { kind: 'electricity_maps', zone: carbon.zone, url: addresses.carbonUrl, poll_s: 30 },
      ...(addresses.marginalUrl && {
        marginal: { zone: carbon.zone, url: addresses.marginalUrl, ...marginalLogin, poll_s: 30 },
      }),
      dispatch: { url: addresses.dispatchUrl, poll_s: 10 },
      pool_fee: siteTerms.poolFee,
      gpu: {
        usd_per_gpu_hour: siteTerms.usdPerGpuHour,
        billed_share: siteTerms.billedShare,
        price: { kind: 'lambda', model: 'H100', url: addresses.gpuUrl, poll_s: 30 },
      },
    },
    pools: [{ slug: ownPool.slug, hashrate_ehs: ownPoolEhs(model) }],
    defaults: { poll_s: pollSeconds, timeout_ms: 4_000 },
    ...servingOf(model, addresses.devices),
    off_peak: [{ days: ['sat', 'sun'] }, { start: '22:00', end: '06:00' }],
    devices: devicesOf(model, addresses.devices),
    ...moneyOf(model),
    ...factsOf(model),
  };
}

/** As people would write it down, from the hash rate of the network when the site began. */
function ownPoolEhs({ chain, start }: SiteModel): number {
  const network = chain.networkHashrateHs(chain.height(start)) / 1e18;
  return Number((network * ownPool.share).toPrecision(4));
}

/** Where inference servers answer, they tell what was served, and jobs the rest. */
function servingOf({ start, inventory: { servers } }: SiteModel, addresses: SiteAddresses['devices']): object {
  const from = isoOf(start);
  const asked = servers.filter(({ id }) => id in addresses);
  if (asked.length === 0) return { job_log: [{ from }] };
  return {
    job_log: [{ serving: 'servers', from }],
    inference_servers: asked.map(({ id, hosts }) => ({ server: id, devices: hosts, from })),
  };
}

function devicesOf(model: SiteModel, addresses: Readonly<Record<string, string>>): object[] {
  const { miners, hosts, loops, meters, servers } = model.inventory;
  const from = isoOf(model.start);
  const at = (id: string): { id: string; address: string } => {
    const address = addresses[id];
    if (address === undefined) throw new Error(`No server of device ${id}`);
    return { id, address };
  };
  return [
    ...meters.map((meter) => ({ ...at(meter.id), kind: 'sunspec', ...meterFields(meter), from })),
    ...loops.map(({ id, cdu }) => ({
      ...at(cdu),
      kind: 'redfish-cdu',
      loop: id,
      model: 'SIM-CDU',
      ...redfishLogin,
      from,
    })),
    ...hosts.map(({ id, hall, boards }) => ({
      ...at(id),
      kind: 'dcgm',
      hall,
      model: gpuModel.name,
      nominal_w: gpuModel.limitW,
      gpus: boards,
      from,
    })),
    ...servers
      .filter(({ id }) => id in addresses)
      .map(({ id, hall }) => ({ ...at(id), kind: 'inference', hall, model: 'vLLM', slo_ttft_s: 0.5, from })),
    ...miners.map(({ id, hall, model: { name, ths, jPerTh, boards } }) => ({
      ...at(id),
      kind: 'cgminer',
      hall,
      model: name,
      nominal_ths: ths,
      nominal_w: ths * jPerTh,
      boards,
      from,
    })),
  ];
}

/** A base other than the usual is left for the collector to find. */
const meterFields = ({ point, hall, loop, unit, wiring, base }: MeterPlan): object => ({
  point,
  ...(hall === undefined ? {} : { hall }),
  ...(loop === undefined ? {} : { loop }),
  unit,
  ...(wiring === 'imp' ? {} : { import: wiring }),
  ...(base === 40_000 ? { base } : {}),
});
