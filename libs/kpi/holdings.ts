import { boardNameOf } from '#contracts';
import { groupBy, parting } from '#runtime';

export const quarterMs = 900_000;

/** What a board drew in 15 minutes. */
export interface BoardQuarter {
  /** UTC ms. */
  readonly start_ms: number;
  readonly place: string;
  readonly board: string;
  readonly energy_j: number;
  readonly energy_ms: number;
  readonly expected_ms: number;
}

/** A run of a job and when it held its boards, UTC ms; named by board, host or instance, else by hall. */
export interface HoldingRun {
  readonly job_id: string;
  readonly owner: string;
  readonly place: string;
  readonly names: string;
  readonly gpus: number;
  readonly board_share: number;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** How long the instances of a divided board were busy in 15 minutes. */
export interface BusyBoard {
  /** Time in which that is known of all of them, ms. */
  readonly knownMs: number;
  readonly instances: readonly {
    /** GPU_I_ID. */
    readonly id: string;
    readonly slices: number;
    /** Of its own slices, ms. */
    readonly activeMs: number;
  }[];
}

/** What a run has of a board in 15 minutes. */
export interface Hold {
  readonly run: HoldingRun;
  /** How long it holds what it has of it, ms. */
  readonly heldMs: number;
  /** The same times its part of the board, ms. */
  readonly boardMs: number;
  /** Which instances of the board it names; null where it has the whole board, or it is not known which part. */
  readonly instances: ReadonlySet<string> | null;
}

/** Whole parts of a whole by weights of a total; what is left over is the part of the rest. */
export function partsOf(whole: number, weights: readonly number[], total: number): number[] {
  const next = parting(BigInt(whole), BigInt(total));
  return weights.map((weight) => Number(next(BigInt(weight))));
}

/** Of instants that are asked for in order: the runs that hold something in the 15 minutes from each, in the order of their starts. */
export function runsAlong(runs: readonly HoldingRun[]): (at: number) => readonly HoldingRun[] {
  const coming = runs.toSorted((one, other) => one.from_ms - other.from_ms);
  let next = 0;
  let held: HoldingRun[] = [];
  return (at) => {
    for (let run = coming[next]; run && run.from_ms < at + quarterMs; run = coming[++next]) held.push(run);
    held = held.filter(({ to_ms }) => to_ms > at);
    return held;
  };
}

const hostOf = (board: string): string => board.slice(0, Math.max(board.lastIndexOf('/'), 0));

/** The time that a board was there; one that nobody expects was there throughout. */
export const timeOf = ({ expected_ms }: BoardQuarter): number => (expected_ms > 0 ? expected_ms : quarterMs);

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The boards that a run names, each with the instances of it that are named. */
function named(
  { names }: HoldingRun,
  byName: ReadonlyMap<string, BoardQuarter[]>,
): Map<BoardQuarter, Hold['instances']> {
  const found = new Map<BoardQuarter, Set<string> | null>();
  for (const name of names.split(' ')) {
    const { board, instance } = byName.has(name) ? { board: name } : boardNameOf(name);
    for (const each of byName.get(board) ?? []) {
      const before = found.get(each);
      found.set(each, instance === undefined || before === null ? null : new Set(before).add(instance));
    }
  }
  return found;
}

/** What runs have of each board of one quarter of an hour. */
export function holdsOf(boards: readonly BoardQuarter[], runs: readonly HoldingRun[]): Map<BoardQuarter, Hold[]> {
  const byName = new Map([
    ...groupBy([...boards], ({ board }) => hostOf(board)),
    ...groupBy([...boards], ({ board }) => board),
  ]);
  const byPlace = groupBy([...boards], ({ place }) => place);
  const holds = new Map<BoardQuarter, Hold[]>(boards.map((board) => [board, []]));
  for (const run of runs) {
    const inPlace = (): Map<BoardQuarter, null> => new Map(byPlace.get(run.place)?.map((board) => [board, null]));
    const held = run.names === '' ? inPlace() : named(run, byName);
    const part = (Math.min(run.gpus, held.size) * run.board_share) / held.size;
    for (const [board, instances] of held) {
      const from = Math.max(run.from_ms, board.start_ms);
      const to = Math.min(run.to_ms, board.start_ms + quarterMs);
      const heldMs = Math.min(to - from, timeOf(board));
      const boardMs = Math.round(heldMs * part);
      if (boardMs > 0) holds.get(board)?.push({ run, heldMs: Math.round(heldMs), boardMs, instances });
    }
  }
  return holds;
}

/** What the energy of a divided board was split by. */
export type SplitBy = 'activity' | 'slices';

/** Energy of a board by hold, J; what is left is nobody's. */
export interface Split {
  readonly energies: readonly number[];
  /** Null for a board that is not divided. */
  readonly by: SplitBy | null;
}

/** Activity must be known for so much of the time in which the energy is. */
const leastKnown = 0.9;

/** Whether it is known which instances a run has. */
const isPlaced = ({ instances, boardMs, heldMs }: Hold, ids: ReadonlySet<string>): boolean =>
  instances === null ? boardMs >= heldMs : [...instances].every((id) => ids.has(id));

function splitByActivity(board: BoardQuarter, holds: readonly Hold[], busy: BusyBoard): number[] | undefined {
  const { knownMs, instances } = busy;
  const weights = instances.map(({ slices, activeMs }) => slices * activeMs);
  const total = sumOf(weights);
  const ids = new Set(instances.map(({ id }) => id));
  if (total === 0 || knownMs < leastKnown * board.energy_ms || !holds.every((hold) => isPlaced(hold, ids)))
    return undefined;
  const energies = holds.map(() => 0);
  for (const [at, energy] of partsOf(board.energy_j, weights, total).entries()) {
    const id = instances[at]?.id ?? '';
    const times = holds.map((hold) => (hold.instances?.has(id) === false ? 0 : hold.heldMs));
    const parts = partsOf(energy, times, Math.max(sumOf(times), timeOf(board)));
    for (const [index, part] of parts.entries()) energies[index] = (energies[index] ?? 0) + part;
  }
  return energies;
}

/**
 * Splits the energy of a board in 15 minutes between those who hold it. That of a divided board (MIG) goes to its instances by activity ×
 * slices, since the activity of an instance is relative to its own slices, and of an instance to its holders by time. Where activity is not known for
 * 0.9 of the time of the energy, or not which instances a run has, or where nothing was active, it goes by slices and time, as it does on boards
 * that are not divided. Runs that together have more than there is share it.
 */
export function splitEnergy(board: BoardQuarter, holds: readonly Hold[], busy: BusyBoard | undefined): Split {
  const byActivity = busy && splitByActivity(board, holds, busy);
  if (byActivity) return { energies: byActivity, by: 'activity' };
  const isDivided = busy !== undefined || holds.some(({ run, instances }) => instances !== null || run.board_share < 1);
  const weights = holds.map(({ boardMs }) => boardMs);
  const energies = partsOf(board.energy_j, weights, Math.max(sumOf(weights), timeOf(board)));
  return { energies, by: isDivided ? 'slices' : null };
}
