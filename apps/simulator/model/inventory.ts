/** Rated figures of a miner model. */
export interface MinerModel {
  readonly name: string;
  readonly ths: number;
  /** At the wall, with the chips at 70 Cel. */
  readonly jPerTh: number;
  readonly boards: number;
  readonly chipsPerBoard: number;
  readonly frequencyMhz: number;
  /** Difficulty that the pool asks of a share. */
  readonly shareDifficulty: number;
  /** The firmware prints what its power supply measures. */
  readonly showsPower: boolean;
  /** How far the chips are above the coolant at rated power, K. */
  readonly riseK: number;
  readonly standbyW: number;
  readonly firmware: string;
}

const hydroMiner: MinerModel = {
  name: 'Antminer S21 Hyd',
  ths: 335,
  jPerTh: 16,
  boards: 3,
  chipsPerBoard: 216,
  frequencyMhz: 490,
  shareDifficulty: 524_288,
  showsPower: true,
  riseK: 27,
  standbyW: 38,
  firmware: '71.0.1.5',
};

const immersedMiner: MinerModel = {
  name: 'Antminer S19 Pro',
  ths: 110,
  jPerTh: 29.5,
  boards: 3,
  chipsPerBoard: 114,
  frequencyMhz: 525,
  shareDifficulty: 262_144,
  showsPower: false,
  riseK: 34,
  standbyW: 22,
  firmware: '49.0.1.3',
};

export const gpuModel = {
  name: 'NVIDIA H100 80GB HBM3',
  limitW: 700,
  idleW: 70,
  memoryMib: 81_559,
  driver: '570.86.15',
} as const;

export interface HallPlan {
  readonly id: string;
  readonly workload: 'mining' | 'ai';
  readonly loop: string;
  /** Rated power of everything in the hall, W. */
  readonly ratedW: number;
}

export interface MinerPlan {
  readonly id: string;
  readonly hall: string;
  readonly model: MinerModel;
}

export interface HostPlan {
  readonly id: string;
  readonly hall: string;
  readonly boards: number;
}

/** An inference server and the hosts that it runs on. */
export interface ServerPlan {
  readonly id: string;
  readonly hall: string;
  readonly hosts: readonly string[];
}

export interface LoopPlan {
  readonly id: string;
  readonly cdu: string;
  readonly ratedW: number;
  /** Temperature that the supply is held at while the weather allows, Cel. */
  readonly setpointC: number;
}

/** What a meter counts: all that the grid gives, what a plant gives, one hall, or the cooling of one loop. */
export interface MeterPlan {
  readonly id: string;
  readonly point: 'M0' | 'Mg' | 'M3' | 'Mc';
  readonly hall?: string;
  readonly loop?: string;
  readonly ratedW: number;
  /** Which total counts what the site draws; a meter wired the other way round counts it as export. */
  readonly wiring: 'imp' | 'exp';
  readonly unit: number;
  readonly base: 0 | 40_000 | 50_000;
  /** Decimal exponent of the energy counter, Wh. */
  readonly energyScale: number;
}

export interface Inventory {
  readonly halls: readonly HallPlan[];
  readonly miners: readonly MinerPlan[];
  readonly hosts: readonly HostPlan[];
  readonly loops: readonly LoopPlan[];
  readonly meters: readonly MeterPlan[];
  /** Software: they run on hosts that are counted. */
  readonly servers: readonly ServerPlan[];
  /** Contracted power, MW. */
  readonly contractedMw: number;
}

/** Meters and distribution units, which every site has. */
const fixedDevices = 8;
export const fewestDevices = 12;

/** Overhead of a GPU host beside its boards at rest (processors, network), W. */
export const hostBaseW = 350;
const hostRatedW = (boards: number): number => hostBaseW + boards * gpuModel.limitW * 1.12;

/**
 * The devices of a site: GPU boards count one each, beside them their host's exporter does not count.
 * 240 devices are 100 hydro miners, 100 immersed ones, 32 GPUs on 4 hosts, 6 meters and 2 distribution units; the meter of a plant comes on top.
 */
export function planSite(devices: number, hasPlant = false): Inventory {
  const rest = Math.max(fewestDevices, Math.floor(devices)) - fixedDevices;
  const wanted = (rest * 32) / 232;
  const boards = wanted < 8 ? Math.max(1, Math.round(wanted)) : Math.round(wanted / 8) * 8;
  const miners = rest - boards;
  const hydro = Math.ceil(miners / 2);
  const asicA = named('asic-a', hydro, hydroMiner);
  const asicB = named('asic-b', miners - hydro, immersedMiner);
  const hosts = hostsOf(boards);
  const halls = [
    { id: 'asic-a', workload: 'mining', loop: 'loop-a', ratedW: ratedOf(asicA) },
    { id: 'asic-b', workload: 'mining', loop: 'loop-a', ratedW: ratedOf(asicB) },
    {
      id: 'gpu-a',
      workload: 'ai',
      loop: 'loop-b',
      ratedW: hosts.reduce((sum, host) => sum + hostRatedW(host.boards), 0),
    },
  ] as const satisfies readonly HallPlan[];
  const loops = [
    { id: 'loop-a', cdu: 'cdu-a', ratedW: halls[0].ratedW + halls[1].ratedW, setpointC: 38 },
    { id: 'loop-b', cdu: 'cdu-b', ratedW: halls[2].ratedW, setpointC: 32 },
  ] as const satisfies readonly LoopPlan[];
  const ratedW = loops[0].ratedW + loops[1].ratedW;
  return {
    halls,
    miners: [...asicA, ...asicB],
    hosts,
    loops,
    meters: [...metersOf(halls, loops, ratedW * 1.15), ...(hasPlant ? [plantMeter(ratedW * plantShare)] : [])],
    servers: serversOf(hosts),
    contractedMw: Math.ceil((ratedW * 1.15) / 10_000) / 100,
  };
}

/** Rated power of a plant, of that of all devices. */
const plantShare = 0.25;
const plantMeter = (ratedW: number): MeterPlan => ({
  id: 'mg',
  point: 'Mg',
  ratedW,
  unit: 31,
  energyScale: 0,
  wiring: 'imp',
  base: 40_000,
});

const ratedOf = (miners: readonly MinerPlan[]): number =>
  miners.reduce((sum, { model }) => sum + model.ths * model.jPerTh * 1.03, 0);

const numbered = (prefix: string, index: number, digits: number): string =>
  `${prefix}-${String(index + 1).padStart(digits, '0')}`;

const named = (hall: string, count: number, model: MinerModel): MinerPlan[] =>
  Array.from({ length: count }, (_, index) => ({ id: numbered(hall, index, 3), hall, model }));

function hostsOf(boards: number): HostPlan[] {
  return Array.from({ length: Math.ceil(boards / 8) }, (_, index) => ({
    id: numbered('gpu-a', index, 2),
    hall: 'gpu-a',
    boards: Math.min(8, boards - index * 8),
  }));
}

/** One on all hosts that serve: the second half of them. */
function serversOf(hosts: readonly HostPlan[]): ServerPlan[] {
  const serving = hosts.slice(Math.ceil(hosts.length / 2));
  return serving.length === 0 ? [] : [{ id: 'llm-a', hall: 'gpu-a', hosts: serving.map(({ id }) => id) }];
}

function metersOf(halls: readonly HallPlan[], loops: readonly LoopPlan[], siteW: number): MeterPlan[] {
  const usual = { wiring: 'imp', base: 40_000 } as const;
  return [
    { id: 'm0', point: 'M0', ratedW: siteW, unit: 1, energyScale: 0, ...usual },
    ...halls.map((hall, index): MeterPlan => {
      const base = index === 1 ? 0 : 40_000;
      return {
        id: `m3-${hall.id}`,
        point: 'M3',
        hall: hall.id,
        ratedW: hall.ratedW * 1.05,
        unit: 11 + index,
        energyScale: index === 0 ? 0 : 1,
        wiring: 'imp',
        base,
      };
    }),
    ...loops.map((loop, index): MeterPlan => {
      const isReversed = index === loops.length - 1;
      return {
        id: loop.id.replace('loop', 'mc'),
        point: 'Mc',
        loop: loop.id,
        ratedW: loop.ratedW * 0.06 + 2_000,
        unit: 21 + index,
        energyScale: 0,
        wiring: isReversed ? 'exp' : 'imp',
        base: isReversed ? 50_000 : 40_000,
      };
    }),
  ];
}
