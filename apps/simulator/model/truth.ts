import type { Host } from './gpu.ts';
import type { Miner } from './miner.ts';

/** What is physically so of one device, since the site began. */
export interface DeviceTruth {
  readonly energyJ: number;
  readonly hashTh?: number;
  readonly acceptedDiff?: number;
  readonly rejectedDiff?: number;
  readonly staleDiff?: number;
  readonly upS?: number;
  readonly curtailedS?: number;
}

/** What is physically so of one hall, since the site began. */
export interface HallTruth {
  /** Energy of everything in the hall, J. */
  readonly itJ: number;
  /** Losses between feeder and devices, J; the feeder counts `itJ + lossJ`. */
  readonly lossJ: number;
  readonly feederJ: number;
  readonly minerJ: number;
  readonly hashTh: number;
  readonly acceptedDiff: number;
  readonly rejectedDiff: number;
  readonly staleDiff: number;
  /** Miner seconds: all, those at half of the rated rate or more, those under an ordered curtailment. */
  readonly minerS: number;
  readonly upS: number;
  readonly curtailedS: number;
  /** Energy of GPU boards alone, J, and their enforced limits over time, J. */
  readonly gpuJ: number;
  readonly gpuLimitJ: number;
  /** Board seconds: all, and weighted by SM activity, tensor activity and utilization. */
  readonly gpuS: number;
  readonly smS: number;
  readonly tensorS: number;
  readonly utilS: number;
}

/** Cumulative physical totals at an instant; subtract two with `between` for what happened in [from, to). */
export interface Truth {
  /** UTC ms. */
  readonly at: number;
  /** Energy by metering point, J. */
  readonly points: Readonly<Record<'M0' | 'Mg' | 'M3' | 'Mc', number>>;
  readonly meters: Readonly<Record<string, number>>;
  readonly halls: Readonly<Record<string, HallTruth>>;
  /** By distribution unit: its own electricity, heat removed, coolant through the secondary side. */
  readonly cooling: Readonly<
    Record<string, { readonly energyJ: number; readonly heatJ: number; readonly flowL: number }>
  >;
  readonly devices: Readonly<Record<string, DeviceTruth>>;
  readonly houseJ: number;
  readonly transformerLossJ: number;
  /** Energy that the site uses, of the grid and of its plant, times the price in force, USD. */
  readonly costUsd: number;
  /** Energy at M0 times the measured intensity of the grid, g CO2e. */
  readonly carbonG: number;
}

/** Totals of a hall that its devices do not keep themselves. */
export interface HallTotals {
  itJ: number;
  lossJ: number;
  feederJ: number;
}

const sum = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((total, item) => total + value(item), 0);

/** The truth of a hall from its own totals and those of its devices. */
export function hallTruth(
  totals: HallTotals,
  miners: readonly Miner[],
  hosts: readonly Host[],
  elapsedS: number,
): HallTruth {
  const boards = hosts.flatMap((host) => host.boards);
  return {
    ...totals,
    minerJ: sum(miners, (miner) => miner.totals.energyJ),
    hashTh: sum(miners, (miner) => miner.totals.hashTh),
    acceptedDiff: sum(miners, (miner) => miner.totals.acceptedDiff),
    rejectedDiff: sum(miners, (miner) => miner.totals.rejectedDiff),
    staleDiff: sum(miners, (miner) => miner.totals.staleDiff),
    minerS: miners.length * elapsedS,
    upS: sum(miners, (miner) => miner.totals.upS),
    curtailedS: sum(miners, (miner) => miner.totals.curtailedS),
    gpuJ: sum(boards, (board) => board.totals.energyJ),
    gpuLimitJ: sum(boards, (board) => board.totals.limitJ),
    gpuS: boards.length * elapsedS,
    smS: sum(boards, (board) => board.totals.smS),
    tensorS: sum(boards, (board) => board.totals.tensorS),
    utilS: sum(boards, (board) => board.totals.utilS),
  };
}

/** The truth of every miner, GPU host and board by device id; boards are `host/index`. */
export function deviceTruths(miners: readonly Miner[], hosts: readonly Host[]): Record<string, DeviceTruth> {
  const truths: Record<string, DeviceTruth> = {};
  for (const { id, totals } of miners) {
    const { energyJ, hashTh, acceptedDiff, rejectedDiff, staleDiff, upS, curtailedS } = totals;
    truths[id] = { energyJ, hashTh, acceptedDiff, rejectedDiff, staleDiff, upS, curtailedS };
  }
  for (const host of hosts) {
    truths[host.id] = { energyJ: host.totals.energyJ };
    for (const board of host.boards) truths[`${host.id}/${board.index}`] = { energyJ: board.totals.energyJ };
  }
  return truths;
}

/** What happened between two snapshots of one site: every total of `later` less that of `earlier`; `at` becomes the length, ms. */
export const between = (earlier: Truth, later: Truth): Truth => subtract(earlier, later);

type Tree = number | { readonly [key: string]: Tree };

function subtract<Kind>(earlier: Kind, later: Kind): Kind {
  return less(earlier as Tree, later as Tree) as Kind;
}

function less(earlier: Tree | undefined, later: Tree): Tree {
  if (typeof later === 'number') return later - (typeof earlier === 'number' ? earlier : 0);
  const from = typeof earlier === 'object' ? earlier : {};
  return Object.fromEntries(Object.entries(later).map(([key, value]) => [key, less(from[key], value)]));
}
