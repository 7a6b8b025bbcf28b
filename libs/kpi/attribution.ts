import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { groupBy, projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import {
  type BoardQuarter,
  type BusyBoard,
  type Hold,
  type HoldingRun,
  holdsOf,
  partsOf,
  runsAlong,
  splitEnergy,
  type SplitBy,
  sumOf,
  timeOf,
} from './holdings.ts';
import type { AllowedSite } from './query.ts';

const statementOf = (name: string): string => readFileSync(projectPath(`libs/kpi/sql/attribution-${name}.sql`), 'utf8');
const statements = { boards: statementOf('boards'), runs: statementOf('runs'), instances: statementOf('instances') };

const boardRow = z.object({
  start_ms: safeInteger,
  place: z.string(),
  board: z.string(),
  energy_j: safeInteger,
  energy_ms: safeInteger,
  expected_ms: safeInteger,
});

const runRow = z.object({
  job_id: z.string(),
  owner: z.string(),
  place: z.string(),
  names: z.string(),
  gpus: safeInteger,
  board_share: z.number(),
  from_ms: safeInteger,
  to_ms: safeInteger,
});

const instancesRow = z.object({
  start_ms: safeInteger,
  board: z.string(),
  known_ms: safeInteger,
  /** `id:slices` of each instance, and how long it was busy. */
  names: z.array(z.string()),
  busy_ms: z.array(safeInteger),
});
type InstancesRow = z.output<typeof instancesRow>;

export const attributionKeys = ['tenant', 'job'] as const;
export type AttributionKey = (typeof attributionKeys)[number];

/** What one tenant or job had of the boards of a site on a day of site time, or what nobody had. */
export interface Attribution {
  readonly site: string;
  /** The day, UTC ms. */
  readonly start: number;
  readonly end: number;
  /** Null for what is not attributed. */
  readonly name: string | null;
  readonly energyJ: number;
  /** Parts of it that are of divided boards (MIG), by what their energy was split by, J. */
  readonly dividedJ: Readonly<Record<SplitBy, number>>;
  readonly gpuMs: number;
  /** Part of the boards' time on that day of which the energy is known. */
  readonly coverage: number;
}

export interface AttributionQuery {
  readonly site: AllowedSite;
  readonly by: AttributionKey;
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
}

interface Share {
  energyJ: number;
  gpuMs: number;
  readonly dividedJ: Record<SplitBy, number>;
}

interface Day {
  readonly start: number;
  readonly end: number;
  readonly shares: Map<string | null, Share>;
  knownMs: number;
  expectedMs: number;
}

function dayOf(ms: number, zone: string): Day {
  const start = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).startOfDay();
  const end = start.add({ days: 1 }).epochMilliseconds;
  return { start: start.epochMilliseconds, end, shares: new Map(), knownMs: 0, expectedMs: 0 };
}

/** Gives a name its part of a board; `by` is what its energy was split by where the board is divided. */
function addTo(
  { shares }: Day,
  name: string | null,
  part: { energyJ: number; gpuMs: number; by: SplitBy | null },
): void {
  const share = shares.get(name) ?? { energyJ: 0, gpuMs: 0, dividedJ: { activity: 0, slices: 0 } };
  share.energyJ += part.energyJ;
  share.gpuMs += part.gpuMs;
  if (part.by) share.dividedJ[part.by] += part.energyJ;
  shares.set(name, share);
}

/** What the energy and time of boards are shared out by. */
export interface AttributionInputs {
  /** In the order of time. */
  readonly boards: readonly BoardQuarter[];
  readonly runs: readonly HoldingRun[];
  /** Of divided boards, by `start_ms board`. */
  readonly busy?: ReadonlyMap<string, BusyBoard>;
}

const placeOf = ({ start_ms, board }: { readonly start_ms: number; readonly board: string }): string =>
  `${start_ms} ${board}`;

interface OnBoard {
  readonly holds: readonly Hold[];
  readonly busy: BusyBoard | undefined;
  readonly by: AttributionKey;
}

function addBoard(day: Day, board: BoardQuarter, { holds, busy, by }: OnBoard): void {
  const time = timeOf(board);
  const weights = holds.map(({ boardMs }) => boardMs);
  const { energies, by: split } = splitEnergy(board, holds, busy);
  const times = partsOf(time, weights, Math.max(sumOf(weights), time));
  for (const [index, { run }] of holds.entries()) {
    const name = by === 'job' ? run.job_id : run.owner;
    addTo(day, name === '' ? null : name, { energyJ: energies[index] ?? 0, gpuMs: times[index] ?? 0, by: split });
  }
  addTo(day, null, { energyJ: board.energy_j - sumOf(energies), gpuMs: time - sumOf(times), by: split });
  day.knownMs += Math.min(board.energy_ms, time);
  day.expectedMs += time;
}

/**
 * Gives the energy and the time of boards to those who held them, by the part of a board and of a quarter hour that each had (`splitEnergy`); time
 * by slices. Runs that together have more of a board than there is of it share it. What nobody had, or nobody with a name, goes to null: the
 * parts add up.
 */
export function attribute(
  { boards, runs, busy }: AttributionInputs,
  { site, by }: Pick<AttributionQuery, 'site' | 'by'>,
): Attribution[] {
  const days: Day[] = [];
  const runsAt = runsAlong(runs);
  for (const [, ofQuarter] of groupBy([...boards], ({ start_ms }) => String(start_ms))) {
    const at = ofQuarter[0]?.start_ms ?? 0;
    let day = days.at(-1);
    if (!day || at >= day.end) days.push((day = dayOf(at, site.zone)));
    for (const [board, holds] of holdsOf(ofQuarter, runsAt(at))) {
      addBoard(day, board, { holds, busy: busy?.get(placeOf(board)), by });
    }
  }
  return days.flatMap(({ start, end, shares, knownMs, expectedMs }) =>
    [...shares]
      .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
      .map(([name, share]) => ({ site: site.id, start, end, name, ...share, coverage: knownMs / expectedMs })),
  );
}

function busyOf(rows: readonly InstancesRow[]): Map<string, BusyBoard> {
  return new Map(
    rows.map(({ start_ms, board, known_ms, names, busy_ms }) => {
      const instances = names.map((name, index) => {
        const [id = '', slices] = name.split(':');
        return { id, slices: Number(slices), activeMs: busy_ms[index] ?? 0 };
      });
      return [placeOf({ start_ms, board }), { knownMs: known_ms, instances }];
    }),
  );
}

/** More quarter hours of boards than this are not looked at. */
export const mostBoardQuarters = 1_000_000;

/**
 * Energy and GPU time of the boards of a site by tenant or job, day by day of site time. Undefined when there are more than
 * `mostBoardQuarters` to look at. Errors as of the store.
 */
export async function readAttribution(
  store: Pick<Store, 'query'>,
  { site, by, from, to, signal }: AttributionQuery,
): Promise<Attribution[] | undefined> {
  const options = { ...(signal && { signal }) };
  const window = { site: site.id, from, to };
  const params = { ...window, limit: mostBoardQuarters + 1 };
  const boards = await store.query(statements.boards, { params, schema: boardRow, ...options });
  if (boards.length > mostBoardQuarters) return undefined;
  const runs = await store.query(statements.runs, { params: window, schema: runRow, ...options });
  const instances = await store.query(statements.instances, { params, schema: instancesRow, ...options });
  return attribute({ boards, runs, busy: busyOf(instances) }, { site, by });
}
