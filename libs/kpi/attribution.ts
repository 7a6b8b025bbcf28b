import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { groupBy, projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { AllowedSite } from './query.ts';

const statementOf = (name: string): string => readFileSync(projectPath(`libs/kpi/sql/attribution-${name}.sql`), 'utf8');
const statements = { boards: statementOf('boards'), runs: statementOf('runs') };

const quarterMs = 900_000;

const boardRow = z.object({
  start_ms: safeInteger,
  place: z.string(),
  board: z.string(),
  energy_j: safeInteger,
  energy_ms: safeInteger,
  expected_ms: safeInteger,
});
/** What a board drew in 15 minutes. */
export type BoardQuarter = z.output<typeof boardRow>;

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
/** A run of a job and when it held its boards, UTC ms; named by board or host, else by hall. */
export type HoldingRun = z.output<typeof runRow>;

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

/** Whole parts of a whole by weights of a total: differences of the rounded running share, so that nothing is lost or made. */
function partsOf(whole: number, weights: readonly number[], total: number): number[] {
  const [all, of] = [BigInt(whole), BigInt(total)];
  const upTo = (weight: number): bigint => (2n * all * BigInt(weight) + of) / (2n * of);
  let reached = 0;
  return weights.map((weight) => {
    const before = upTo(reached);
    reached += weight;
    return Number(upTo(reached) - before);
  });
}

const hostOf = (board: string): string => board.slice(0, Math.max(board.lastIndexOf('/'), 0));

/** By board: what part of its time each run has, ms. */
function weightsOf(
  boards: readonly BoardQuarter[],
  runs: readonly HoldingRun[],
): Map<BoardQuarter, [HoldingRun, number][]> {
  const byName = new Map([
    ...groupBy([...boards], ({ board }) => hostOf(board)),
    ...groupBy([...boards], ({ board }) => board),
  ]);
  const byPlace = groupBy([...boards], ({ place }) => place);
  const weights = new Map<BoardQuarter, [HoldingRun, number][]>(boards.map((board) => [board, []]));
  for (const run of runs) {
    const named = run.names.split(' ').flatMap((name) => byName.get(name) ?? []);
    const held = run.names === '' ? (byPlace.get(run.place) ?? []) : [...new Set(named)];
    const part = (Math.min(run.gpus, held.length) * run.board_share) / held.length;
    for (const board of held) {
      const from = Math.max(run.from_ms, board.start_ms);
      const to = Math.min(run.to_ms, board.start_ms + quarterMs);
      const ms = Math.round(Math.min(to - from, timeOf(board)) * part);
      if (ms > 0) weights.get(board)?.push([run, ms]);
    }
  }
  return weights;
}

/** The time that a board was there; one that nobody expects was there throughout. */
const timeOf = ({ expected_ms }: BoardQuarter): number => (expected_ms > 0 ? expected_ms : quarterMs);

interface Day {
  readonly start: number;
  readonly end: number;
  readonly shares: Map<string | null, { energyJ: number; gpuMs: number }>;
  knownMs: number;
  expectedMs: number;
}

function dayOf(ms: number, zone: string): Day {
  const start = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).startOfDay();
  const end = start.add({ days: 1 }).epochMilliseconds;
  return { start: start.epochMilliseconds, end, shares: new Map(), knownMs: 0, expectedMs: 0 };
}

function addTo({ shares }: Day, name: string | null, energyJ: number, gpuMs: number): void {
  const share = shares.get(name) ?? { energyJ: 0, gpuMs: 0 };
  shares.set(name, { energyJ: share.energyJ + energyJ, gpuMs: share.gpuMs + gpuMs });
}

/**
 * Gives the energy and the time of boards to those who held them, by the part of a board and of a quarter hour that each had. Runs that
 * together have more of a board than there is of it share it. What nobody had, or nobody with a name, goes to null: the parts add up.
 */
export function attribute(
  boards: readonly BoardQuarter[],
  runs: readonly HoldingRun[],
  { site, by }: Pick<AttributionQuery, 'site' | 'by'>,
): Attribution[] {
  const days: Day[] = [];
  for (const [, ofQuarter] of groupBy([...boards], ({ start_ms }) => String(start_ms))) {
    const at = ofQuarter[0]?.start_ms ?? 0;
    let day = days.at(-1);
    if (!day || at >= day.end) days.push((day = dayOf(at, site.zone)));
    const here = runs.filter(({ from_ms, to_ms }) => from_ms < at + quarterMs && to_ms > at);
    for (const [board, held] of weightsOf(ofQuarter, here)) {
      const time = timeOf(board);
      const weights = held.map(([, ms]) => ms);
      const total = Math.max(
        weights.reduce((sum, ms) => sum + ms, 0),
        time,
      );
      const [energies, times] = [partsOf(board.energy_j, weights, total), partsOf(time, weights, total)];
      const sum = (parts: readonly number[]): number => parts.reduce((all, part) => all + part, 0);
      held.forEach(([run], index) => {
        const name = by === 'job' ? run.job_id : run.owner;
        addTo(day, name === '' ? null : name, energies[index] ?? 0, times[index] ?? 0);
      });
      addTo(day, null, board.energy_j - sum(energies), time - sum(times));
      day.knownMs += Math.min(board.energy_ms, time);
      day.expectedMs += time;
    }
  }
  return days.flatMap(({ start, end, shares, knownMs, expectedMs }) =>
    [...shares]
      .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
      .map(([name, share]) => ({ site: site.id, start, end, name, ...share, coverage: knownMs / expectedMs })),
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
  return attribute(boards, runs, { site, by });
}
