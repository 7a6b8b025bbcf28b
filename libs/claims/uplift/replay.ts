import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import { quantile } from '../statistic.ts';
import type { ByWorkload, Workload } from './decomposition.ts';
import type { Arm, Policy } from './policy.ts';
import { daysOf, quarterMs, type TrialDay, washoutMs } from './trial-day.ts';
import { type Work, workTogether } from './work.ts';

/** What hash is worth in a quarter of an hour, before and after the fee of the pool, USD per PH and day. */
export interface Hashprice {
  readonly gross: number;
  readonly net: number;
}

const row = z.object({ start_ms: z.coerce.number(), gross: z.number(), net: z.number() });
const statement = readFileSync(projectPath('libs/claims/sql/hashprices.sql'), 'utf8');

/** Reads the hashprices of a site within [from, to), UTC seconds, by the start of their quarter of an hour, UTC ms. */
export async function readHashprices(
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<Map<number, Hashprice>> {
  const rows = await store.query(statement, { params, schema: row, ...(signal && { signal }) });
  return new Map(rows.map(({ start_ms, ...price }) => [start_ms, price]));
}

/** A quarter of an hour of which all is known that a replay takes as it was. */
interface Quarter {
  readonly work: Work;
  /** Energy under contract, J. */
  readonly contract: number;
  /** Price of power per J, USD. */
  readonly price: number;
  readonly hashprice: Hashprice;
}

function quarterOf(work: Work, hashprice: Hashprice | undefined): Quarter[] {
  const { cost, contract } = work.resource;
  if (hashprice === undefined || cost === null || contract === null || work.facility <= 0) return [];
  return [{ work, contract, price: cost / work.facility, hashprice }];
}

/** What the site is like, whoever dispatches it; all of a quarter of an hour and from its own quarters. */
interface Plant {
  /** IT energy that each workload has room for: what it has exceeded once in a thousand, J. */
  readonly capacity: ByWorkload;
  /** IT energy of mining when nothing holds it back: what it exceeds in a tenth of its quarters, J. */
  readonly mining: number;
  /** PH·day per J of IT energy. */
  readonly hashPerIt: number;
  /** Facility energy per IT energy, all in all. */
  readonly overhead: number;
  /** The same in two parts: what stands whatever the load is, J, and what grows with it. */
  readonly standing: number;
  readonly growing: number;
}

const total = (quarters: readonly Quarter[], of: (work: Work) => number): number =>
  quarters.reduce((sum, { work }) => sum + of(work), 0);
const itOf = ({ it }: Work): number => it.mining + it.ai;

/** A straight line through facility energy by IT energy that is possible: nothing negative stands, and a load takes no less than itself. */
function overheadOf(quarters: readonly Quarter[]): Pick<Plant, 'overhead' | 'standing' | 'growing'> {
  const means = [itOf, ({ facility }: Work) => facility].map((of) => total(quarters, of) / quarters.length);
  const [it = NaN, facility = NaN] = means;
  const overhead = facility / it;
  const squares = total(quarters, (work) => (itOf(work) - it) ** 2);
  const slope = total(quarters, (work) => (itOf(work) - it) * (work.facility - facility)) / squares;
  // Of a load that never changes nothing tells the two apart: all of it grows.
  const isSteady = Math.sqrt(squares / quarters.length) < 0.001 * it;
  const growing = isSteady ? overhead : Math.min(Math.max(slope, 1), overhead);
  return { overhead, growing, standing: facility - growing * it };
}

/** Null of a site that has not worked at both. */
function plantOf(quarters: readonly Quarter[]): Plant | null {
  const loads = (workload: Workload): number[] =>
    quarters.map(({ work }) => work.it[workload]).sort((one, other) => one - other);
  const [mining, ai] = [loads('mining'), loads('ai')];
  const capacity = { mining: quantile(mining, 0.999), ai: quantile(ai, 0.999) };
  if (!(capacity.mining > 0 && capacity.ai > 0)) return null;
  return {
    capacity,
    mining: quantile(mining, 0.9),
    hashPerIt: total(quarters, ({ output }) => output.mining) / total(quarters, ({ it }) => it.mining),
    ...overheadOf(quarters),
  };
}

/**
 * What static dispatch would have made of a quarter of an hour: each workload has a part of the contract for itself, as large as its capacity is in that of both,
 * and takes nothing of the other's. AI runs what it ran, as far as its part goes; mining runs whenever a MWh earns more than its price.
 */
function alone({ work, contract, price, hashprice }: Quarter, plant: Plant): Work {
  const { capacity, hashPerIt, overhead, standing, growing } = plant;
  const partOf = (workload: Workload): number =>
    (contract / overhead) * (capacity[workload] / (capacity.mining + capacity.ai));
  const pays = hashprice.net * hashPerIt > price * overhead;
  const ai = Math.min(work.it.ai, partOf('ai'));
  const running = work.it.ai > 0 ? ai / work.it.ai : 1;
  const mining = pays ? Math.min(plant.mining, partOf('mining')) : 0;
  const facility = standing + growing * (mining + ai);
  const output = { mining: mining * hashPerIt, ai: work.output.ai * running };
  return {
    ...work,
    output,
    it: { mining, ai },
    facility,
    resource: { ...work.resource, energy: facility, cost: price * facility },
    hashUsd: output.mining * hashprice.gross,
    boardHours: work.boardHours * running,
    boardsUsd: work.boardsUsd * running,
  };
}

/**
 * Replays static dispatch over what a site did: its days, each beside what static dispatch would have made of the same hours by the same hardware, weather, prices and difficulty, hash and AI work of as much energy as they took. Null where too
 * little is known for it: a contract, prices of power in USD and hash, and load of both workloads.
 */
export function replay(
  { work, hashprices }: { readonly work: readonly Work[]; readonly hashprices: ReadonlyMap<number, Hashprice> },
  zone: string,
): TrialDay[] | null {
  const quarters = work.flatMap((each) => quarterOf(each, hashprices.get(each.at)));
  const [first, last] = [work[0], work.at(-1)];
  const plant = quarters.length > 0 ? plantOf(quarters) : null;
  if (!plant || !first || !last) return null;
  const window = { zone, from: first.at, to: last.at + quarterMs };
  // The whole of it is of one policy: nothing is to be washed out.
  const under = (arm: Arm): Policy => ({ arm, hall: null, from: window.from - washoutMs, to: window.to });
  const made = (arm: Arm, of: (quarter: Quarter) => Work): TrialDay[] =>
    daysOf([under(arm)], { work: quarters.map(of), together: workTogether }, window);
  const still = made('static', (quarter) => alone(quarter, plant));
  const days = made('hybrid', (quarter) => quarter.work);
  return days.map((day, at) => ({ ...day, made: [...day.made, ...(still[at]?.made ?? [])] }));
}
