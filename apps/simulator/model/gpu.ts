import { gpuModel, hostBaseW, type HostPlan } from './inventory.ts';
import { hourMs } from './local-time.ts';
import { keyOf, noise, type Random, randomOf } from './random.ts';

/** Totals of a board since the site began. */
interface BoardTotals {
  energyJ: number;
  /** Enforced limit over time, J. */
  limitJ: number;
  smS: number;
  tensorS: number;
  utilS: number;
}

export type JobKind = 'training' | 'inference';

export interface Board {
  readonly index: number;
  readonly uuid: string;
  readonly serial: string;
  readonly totals: BoardTotals;
  /** Energy as it stood when the driver was loaded, J. */
  driverLoadJ: number;
  powerW: number;
  sm: number;
  tensor: number;
  util: number;
  temperatureC: number;
}

/** A host with its boards: one exporter, one job at a time. */
export interface Host extends Omit<HostPlan, 'boards'> {
  readonly boards: readonly Board[];
  readonly random: Random;
  readonly loadKey: number;
  /** What the host is for: it decides which jobs arrive. */
  readonly role: JobKind;
  readonly totals: { energyJ: number };
  job: JobKind | null;
  /** What the host draws beside its boards, W. */
  overheadW: number;
  powerW: number;
  limitW: number;
  xid: number;
  /** Reasons at present for being without power, and for being capped as ordered. */
  outages: number;
  curtailments: number;
  /** Counts the jobs; an end that was planned for an earlier one does not end a later one. */
  jobs: number;
}

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => random.integer(0, 15).toString(16)).join('');

const uuidOf = (random: Random): string => `GPU-${[8, 4, 4, 4, 12].map((digits) => hex(random, digits)).join('-')}`;

/** A host; the first half of a hall trains, the rest serves. */
export function createHost(plan: HostPlan, index: number, hosts: number, seed: readonly (string | number)[]): Host {
  const random = randomOf(...seed, plan.id);
  const role = index < hosts / 2 ? 'training' : 'inference';
  return {
    id: plan.id,
    hall: plan.hall,
    boards: Array.from({ length: plan.boards }, (_, board) => createBoard(board, random)),
    random,
    loadKey: keyOf(...seed, plan.id, 'load'),
    role,
    totals: { energyJ: 0 },
    job: role,
    overheadW: 0,
    powerW: 0,
    limitW: gpuModel.limitW,
    xid: 0,
    outages: 0,
    curtailments: 0,
    jobs: 0,
  };
}

const createBoard = (index: number, random: Random): Board => ({
  index,
  uuid: uuidOf(random),
  serial: String(1_650_000_000_000 + random.integer(0, 999_999_999)),
  totals: { energyJ: 0, limitJ: 0, smS: 0, tensorS: 0, utilS: 0 },
  driverLoadJ: -Math.round(random.between(1, 40) * 24 * 3600 * 400),
  powerW: 0,
  sm: 0,
  tensor: 0,
  util: 0,
  temperatureC: 45,
});

const isPowered = (host: Host): boolean => host.outages === 0;

/** Puts the powers of a host and its boards in force; call after anything that they depend on has changed. */
export function settleHost(host: Host): void {
  host.limitW = host.curtailments > 0 ? 400 : gpuModel.limitW;
  let boardsW = 0;
  for (const board of host.boards) {
    const wanted = gpuModel.idleW + (gpuModel.limitW - gpuModel.idleW) * 0.98 * board.sm ** 0.7;
    board.powerW = isPowered(host) ? Math.min(host.limitW, wanted) : 0;
    boardsW += board.powerW;
  }
  host.overheadW = isPowered(host) ? hostBaseW + 0.1 * boardsW : 0;
  host.powerW = host.overheadW + boardsW;
}

/** Draws what the host's job asks of its boards from now on, and settles. */
export function loadHost(host: Host, hour: number, ms: number): void {
  const job = isPowered(host) ? host.job : null;
  for (const board of host.boards) {
    board.sm = job === null ? 0 : clamp01(job === 'training' ? trainingLoad(host) : servingLoad(host, board, hour, ms));
    board.tensor = board.sm * (job === 'training' ? 0.62 : 0.35);
    board.util = job === null ? 0 : clamp01(board.sm * 1.15 + 0.04);
  }
  settleHost(host);
}

const trainingLoad = (host: Host): number => 0.86 + 0.02 * host.random.gauss();

/** Requests follow the day: fewest at four in the morning, most in the afternoon. */
const servingLoad = (host: Host, board: Board, hour: number, ms: number): number =>
  0.42 -
  0.26 * Math.cos((2 * Math.PI * (hour - 4)) / 24) +
  0.08 * noise(host.loadKey + board.index, ms / (hourMs / 2)) +
  0.02 * host.random.gauss();

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value));

/** Lets the powers in force act for `seconds`. */
export function runHost(host: Host, seconds: number): void {
  host.totals.energyJ += host.powerW * seconds;
  for (const { totals, powerW, sm, tensor, util } of host.boards) {
    totals.energyJ += powerW * seconds;
    if (host.outages === 0) totals.limitJ += host.limitW * seconds;
    totals.smS += sm * seconds;
    totals.tensorS += tensor * seconds;
    totals.utilS += util * seconds;
  }
}

/** Moves the temperatures of the boards towards what coolant and power give. */
export function warmHost(host: Host, coolantC: number, seconds: number): void {
  const warming = 1 - Math.exp(-seconds / 120);
  for (const board of host.boards) {
    board.temperatureC += (coolantC + 6 + 0.045 * board.powerW - board.temperatureC) * warming;
  }
}

/** The driver is loaded anew: its energy counters begin at zero. */
export function reloadDriver(host: Host): void {
  for (const board of host.boards) board.driverLoadJ = board.totals.energyJ;
  host.xid = 0;
}
