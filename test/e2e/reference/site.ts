import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type UnitClass = 'asic' | 'gpu' | 'cooling' | 'meter';

/** One unit of the inventory; boards are `host/0` … */
export interface Unit {
  readonly device: string;
  readonly class: UnitClass;
  readonly hall: string;
  readonly loop: string;
  readonly model: string;
  /** GH/s; 0 for what is no miner. */
  readonly nominalGhs: number;
  readonly point: string;
  /** Which total of a meter counts what is drawn. */
  readonly total: 'imp' | 'exp';
  /** Since when it is expected, UTC ms. */
  readonly from: number;
}

export interface Hall {
  readonly id: string;
  readonly workload: string;
  readonly loop: string;
}

/** What the reference needs of a site file. */
export interface ReferenceSite {
  readonly contractedMw: number;
  readonly halls: readonly Hall[];
  readonly units: readonly Unit[];
  /** Node that the site settles at. */
  readonly powerNode: string;
  readonly poolFee: number;
  readonly usdPerGpuHour: number;
}

interface DeviceEntry {
  readonly id: string;
  readonly kind: 'cgminer' | 'dcgm' | 'redfish-cdu' | 'sunspec' | 'inference';
  readonly hall?: string;
  readonly loop?: string;
  readonly model?: string;
  readonly nominal_ths?: number;
  readonly gpus?: number;
  readonly point?: string;
  readonly import?: 'imp' | 'exp';
  readonly from: string;
}

interface Content {
  readonly site: { readonly contracted_mw: number };
  readonly halls: readonly Hall[];
  readonly market: {
    readonly power: { readonly node: string };
    readonly pool_fee: number;
    readonly gpu: { readonly usd_per_gpu_hour: number; readonly billed_share: number };
  };
  readonly devices: readonly DeviceEntry[];
}

const classes = { cgminer: 'asic', dcgm: 'gpu', 'redfish-cdu': 'cooling', sunspec: 'meter' } as const;

/** Inference servers run on boards that are units already. */
function unitsOf(entry: DeviceEntry): Unit[] {
  if (entry.kind === 'inference') return [];
  const unit = {
    device: entry.id,
    class: classes[entry.kind],
    hall: entry.hall ?? '',
    loop: entry.loop ?? '',
    model: entry.model ?? '',
    nominalGhs: (entry.nominal_ths ?? 0) * 1000,
    point: entry.point ?? '',
    total: entry.import ?? 'imp',
    from: Date.parse(entry.from),
  } as const;
  if (unit.class !== 'gpu') return [unit];
  return Array.from({ length: entry.gpus ?? 0 }, (_, index) => ({ ...unit, device: `${entry.id}/${index}` }));
}

/** Reads the file of a simulated site. */
export function readSite(path: string): ReferenceSite {
  const { site, halls, market, devices } = parse(readFileSync(path, 'utf8')) as Content;
  return {
    contractedMw: site.contracted_mw,
    halls: [...halls].sort((a, b) => (a.id < b.id ? -1 : 1)),
    units: devices.flatMap(unitsOf).sort((a, b) => (a.device < b.device ? -1 : 1)),
    powerNode: market.power.node,
    poolFee: market.pool_fee,
    usdPerGpuHour: market.gpu.usd_per_gpu_hour * market.gpu.billed_share,
  };
}
