import type { Facts } from '#register';
import { groupBy, parting, portion, type Interval, unionMs, within } from '#runtime';
import { share } from './apportion.ts';
import type { Balance } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { type Fleet, noFleet } from './fleet.ts';
import { isCovered } from './joint.ts';
import type { JobInputs, Run } from './job-inputs.ts';
import { jobAmounts, type JobName, jobTimes, jobWholes } from './job-names.ts';
import { type Board, Floor, type PlacedRun } from './job-places.ts';
import { quantitiesOf } from './run-quantities.ts';
import { scaled } from './scaled.ts';
import { noneServed, noneTold, type Served, servingBy, type Told } from './serving.ts';
import type { ReadingSums } from './sums.ts';
import type { ClassUnits } from './units.ts';

/** What jobs did at a place in a bucket; of what its time is 0 nothing is known. */
export type JobFact = Readonly<Record<JobName, bigint>>;
type Tally = Record<JobName, bigint>;

const names = [...jobWholes, ...jobAmounts];
export const noJobs: JobFact = Object.fromEntries(names.map((name) => [name, 0n])) as Tally;

type ToldName = 'tokens' | 'requests' | 'billedMs' | 'revenue';

/** What jobs did at a hall while that is being counted. */
class HallJobs {
  readonly fact: Tally = { ...noJobs };
  /** What its runs tell of one by one; known while every run that holds boards here does. */
  readonly told: Readonly<Record<ToldName, Told>>;
  /** Whether all its jobs are told of; else only what its servers answered is known. */
  readonly isLogged: boolean;
  /** What its inference servers answered, where these tell it and not its runs. */
  readonly served: Served | undefined;

  constructor(isLogged: boolean, served: Served | undefined) {
    this.isLogged = isLogged;
    this.served = served;
    const { output_tokens: tokens, requests } = served ?? { output_tokens: noneTold(), requests: noneTold() };
    this.told = { tokens, requests, billedMs: noneTold(), revenue: noneTold() };
  }

  add(name: JobName, value: bigint | number): void {
    this.fact[name] += BigInt(value);
  }

  /** Adds what a run tells, unless servers tell it. */
  tell(name: ToldName, part: bigint, isKnown: boolean): void {
    if (this.served && (name === 'tokens' || name === 'requests')) return;
    const told = this.told[name];
    told.sum += part;
    told.isKnown &&= isKnown;
  }

  /** Adds what a run did, unless servers tell it. */
  did(name: JobName, part: bigint): void {
    if (!this.served || (name !== 'job_slo_judged' && name !== 'job_slo_met')) this.add(name, part);
  }
}

interface Sources {
  readonly bucket: Bucket;
  readonly floor: Floor;
  /** Halls of which servers tell what they served, not runs. */
  readonly served: ReadonlyMap<string, Served>;
  readonly halls: ReadonlyMap<string, HallJobs>;
  readonly peaks: Facts['gpu_peaks'];
}

/** Gives each hall of a run its part of a whole by its boards; what goes to a hall whose jobs are not known is left out. */
function give(halls: Sources['halls'], placed: PlacedRun, whole: bigint, take: (hall: HallJobs, part: bigint) => void) {
  const part = parting(whole, BigInt(placed.boards.length));
  for (const [name, boards] of placed.halls) {
    const own = part(BigInt(boards));
    const hall = halls.get(name);
    if (hall) take(hall, own);
  }
}

/** What falls into a span of what an ended run did evenly while it held its boards. */
function apportion({ started_ms, ended_ms }: Run, { from, to }: Interval): (whole: bigint) => bigint {
  const [start, end] = [started_ms ?? 0, ended_ms ?? 0];
  return (whole) => share(whole, { x0: from - start, x1: to - start, d: end - start });
}

/** How long the run waited for its boards, and how long it had them. */
function addWait({ bucket, halls }: Sources, placed: PlacedRun): void {
  const { run, gpus, span } = placed;
  const { queued_ms: queued, started_ms: started, ended_ms: ended } = run;
  if (queued === null) return;
  const due = { from: bucket.dueFrom, to: bucket.dueTo };
  const wanted = within({ from: queued, to: ended ?? Infinity }, due);
  const gpuMs = (of: Interval | undefined): bigint => BigInt(of ? Math.round((of.to - of.from) * gpus) : 0);
  give(halls, placed, gpuMs(wanted), (hall, part) => hall.add('job_wanted_ms', part));
  give(halls, placed, gpuMs(span), (hall, part) => hall.add('job_granted_ms', part));
  if (started === null || started < due.from || started >= due.to) return;
  const [first = ''] = placed.halls.keys();
  const hall = halls.get(first);
  hall?.add('job_starts', 1);
  hall?.add('job_wait_ms', started - queued);
  hall?.add('job_manifests', Number(run.has_manifest));
}

/** What the run tells of what it served and sold; of what is not known of it, nothing is known of its halls. */
function addTold({ halls }: Sources, placed: PlacedRun, part: ((whole: bigint) => bigint) | undefined): void {
  const { class: kind, output_tokens, requests, billed_gpu_ms, revenue_usd } = placed.run;
  const tell = (name: ToldName, whole: bigint | null): void => {
    const isKnown = part !== undefined && whole !== null;
    give(halls, placed, isKnown ? part(whole) : 0n, (hall, own) => hall.tell(name, own, isKnown));
  };
  const wholeOf = (count: number | null): bigint | null => (count === null ? null : BigInt(count));
  if (kind === 'infer') {
    tell('tokens', wholeOf(output_tokens));
    tell('requests', wholeOf(requests));
  }
  tell('billedMs', wholeOf(billed_gpu_ms));
  tell('revenue', revenue_usd === null ? null : scaled(revenue_usd));
}

function addRun(sources: Sources, run: Run): void {
  const placed = sources.floor.place(run);
  if (!placed) return;
  addWait(sources, placed);
  const { span } = placed;
  if (!span) return;
  if (run.class === 'infer')
    for (const { hall, serving } of placed.boards)
      if (!sources.served.has(hall)) serving.add(span, placed.gpus / placed.boards.length);
  const part = run.ended_ms === null ? undefined : apportion(run, span);
  addTold(sources, placed, part);
  if (!part || run.ended_ms === null || run.started_ms === null) return;
  for (const [name, whole] of quantitiesOf(placed, run.ended_ms - run.started_ms, sources.peaks))
    give(sources.halls, placed, part(whole), (hall, own) => hall.did(name, own));
}

/** How long jobs held the boards of a hall, of which some are held by runs that share it; what is held twice counts once. */
function addHeld(hall: HallJobs, boards: readonly Board[]): void {
  let [installedMs, availableMs, heldMs, heldAvailableMs] = [0, 0, 0, 0];
  for (const { expectedMs, out, held } of boards) {
    const ownMs = Math.max(expectedMs - unionMs(out), 0);
    installedMs += expectedMs;
    availableMs += ownMs;
    heldMs += Math.min(held.wholeMs(), expectedMs) + held.sharedMs;
    heldAvailableMs += Math.min(held.wholeMs(out), ownMs) + (held.sharedMs * ownMs) / expectedMs;
  }
  hall.add('job_installed_ms', installedMs);
  hall.add('job_available_ms', availableMs);
  hall.add('job_held_ms', Math.min(heldMs, installedMs));
  hall.add('job_held_available_ms', Math.min(Math.round(heldAvailableMs), availableMs));
}

/** How busy the boards of a hall were that jobs held throughout. */
function addActivity(hall: HallJobs, boards: readonly Board[], sums: ReadingSums): void {
  for (const { expectedMs, row, held } of boards) {
    if (row < 0 || !isCovered(held.wholeMs(), expectedMs)) continue;
    for (const name of ['sm_ms', 'sm_observed_ms', 'tensor_ms', 'tensor_observed_ms'] as const)
      hall.add(`job_${name}`, sums.of(name).values[row] ?? 0n);
  }
}

/** Energy of the boards of a hall and of those that served, J; known when that of all of them is covered. */
function servingEnergy(boards: readonly Board[], sums: ReadingSums): { isKnown: boolean; servedJ: bigint } {
  const [energy, covered] = [sums.of('energy_j').values, sums.of('energy_ms').values];
  let [expectedMs, knownMs, servedJ] = [0, 0n, 0n];
  for (const { row, serving, expectedMs: boardMs } of boards) {
    expectedMs += boardMs;
    if (row < 0) continue;
    knownMs += covered[row] ?? 0n;
    const servingMs = Math.min(serving.wholeMs() + serving.sharedMs, boardMs);
    servedJ += portion(energy[row] ?? 0n, BigInt(servingMs), BigInt(boardMs));
  }
  return { isKnown: isCovered(Number(knownMs), expectedMs), servedJ };
}

/** What was put out and the energy behind it at each point, where both are known: the boards have their part of a hall's by their own energy. */
function addServing(
  hall: HallJobs,
  boards: readonly Board[],
  sums: ReadingSums,
  { balance, fleet, dueMs }: Place,
): void {
  const { isKnown, servedJ } = servingEnergy(boards, sums);
  if (!isKnown) return;
  const usedJ = fleet.asicJ + fleet.gpuJ;
  const partOf = (joules: bigint): bigint => portion(joules, servedJ, usedJ > 0n ? usedJ : 1n);
  const isIt = isCovered(balance.itMs, dueMs);
  const isFacility = isCovered(balance.facilityMs, dueMs);
  const add = (name: 'tokens_gpu' | 'tokens_it' | 'tokens_facility' | 'requests', count: bigint, joules: bigint) => {
    hall.add(`job_${name}`, count);
    hall.add(`job_${name}_j`, joules);
    hall.add(`job_${name}_ms`, dueMs);
  };
  const { tokens, requests } = hall.told;
  if (tokens.isKnown) {
    add('tokens_gpu', tokens.sum, servedJ);
    if (isIt) add('tokens_it', tokens.sum, partOf(balance.itJ));
    if (isFacility) add('tokens_facility', tokens.sum, partOf(balance.facilityJ));
  }
  if (requests.isKnown && isFacility) add('requests', requests.sum, partOf(balance.facilityJ));
}

function addSold(hall: HallJobs, dueMs: number): void {
  const { billedMs, revenue } = hall.told;
  if (!billedMs.isKnown || !revenue.isKnown) return;
  hall.add('job_sold_ms', dueMs);
  hall.add('job_sold_installed_ms', hall.fact.job_installed_ms);
  hall.add('job_billed_ms', billedMs.sum);
  hall.add('job_revenue_usd', revenue.sum);
}

/** What is known of a hall of which all jobs are told. */
function addLog(hall: HallJobs, boards: readonly Board[], sums: ReadingSums, dueMs: number): void {
  hall.add('job_ms', dueMs);
  addHeld(hall, boards);
  addActivity(hall, boards, sums);
  addSold(hall, dueMs);
}

/** The site has what its halls have; what is known of it is the mean over them. */
function summed(halls: readonly JobFact[], count: number): JobFact {
  const sum: Tally = { ...noJobs };
  for (const hall of halls) for (const name of names) sum[name] += hall[name];
  for (const name of jobTimes) sum[name] /= BigInt(Math.max(count, 1));
  return sum;
}

interface Place {
  readonly balance: Balance;
  readonly fleet: Fleet;
  readonly dueMs: number;
}

/** The halls of a bucket of which something is known: that all their jobs are told of, throughout what is due of it, or that servers tell what they served. */
function hallsOf(
  log: Facts['job_log'],
  names: Iterable<string>,
  { dueFrom, dueTo, dueMs }: Bucket,
  served: ReadonlyMap<string, Served>,
): Map<string, HallJobs> {
  const halls = new Map<string, HallJobs>();
  if (dueMs === 0) return halls;
  const due = { from: dueFrom, to: dueTo };
  for (const name of names) {
    const entries = log.filter((entry) => (entry.hall ?? name) === name && within(entry, due));
    const isLogged = isCovered(unionMs(entries.flatMap((entry) => within(entry, due) ?? [])), dueMs);
    const isServed = served.has(name) || entries.some(({ serving }) => serving === 'servers');
    if (isLogged || served.has(name))
      halls.set(name, new HallJobs(isLogged, isServed ? (served.get(name) ?? noneServed()) : undefined));
  }
  return halls;
}

/** Requests within their service level, as servers or else runs tell it. */
function addLevels(hall: HallJobs, dueMs: number): void {
  const { served, isLogged } = hall;
  if (served ? !(served.slo_judged.isKnown && served.slo_met.isKnown) : !isLogged) return;
  hall.add('job_slo_ms', dueMs);
  if (!served) return;
  hall.add('job_slo_judged', served.slo_judged.sum);
  hall.add('job_slo_met', served.slo_met.sum);
}

/** By the number of a bucket: what touches it, in order. */
function byBucket(buckets: readonly Bucket[], runs: readonly Run[]): Run[][] {
  const touching = buckets.map((): Run[] => []);
  const [first, second] = buckets;
  if (!first) return touching;
  const widthMs = (second?.from ?? first.to) - first.from;
  for (const run of runs) {
    const from = run.queued_ms ?? run.started_ms ?? Infinity;
    const last = Math.min(Math.ceil(((run.ended_ms ?? Infinity) - first.from) / widthMs), buckets.length);
    for (let at = Math.max(Math.floor((from - first.from) / widthMs), 0); at < last; at++) touching[at]?.push(run);
  }
  return touching;
}

export interface JobSources {
  /** One after the other. */
  readonly buckets: readonly Bucket[];
  /** GPU boards of all of them. */
  readonly boards: ClassUnits;
  /** Inference servers in all of them. */
  readonly servers: ClassUnits;
  /** By bucket: the site first, then its halls. */
  readonly balances: readonly (readonly Balance[])[];
  readonly fleets: readonly ReadonlyMap<string, Fleet>[];
  readonly jobs: JobInputs;
  readonly facts: Facts;
}

/** By bucket and hall (empty for the whole site): what jobs and inference servers did. Of a hall of which the register does not say who tells it nothing is known. */
export function jobFactsOf(sources: JobSources): ReadonlyMap<string, JobFact>[] {
  const { buckets, boards, balances, fleets, jobs, facts } = sources;
  const { job_log: log, inference_servers: listed, gpu_peaks: peaks } = facts;
  if (log.length === 0 && listed.length === 0) return buckets.map(() => new Map<string, JobFact>());
  const units = groupBy([...boards.rows], ({ at }) => String(at));
  const runs = byBucket(buckets, jobs.runs);
  const serving = servingBy(sources.servers, listed);
  return buckets.map((bucket, at) => {
    const { dueMs } = bucket;
    const floor = new Floor(bucket, units.get(String(at)) ?? [], jobs.outages);
    const byHall = groupBy(floor.boards, ({ hall }) => hall);
    const served = serving(at, bucket, floor);
    const known = hallsOf(log, byHall.keys(), bucket, served);
    const halls = new Map([...known].filter(([, { isLogged }]) => isLogged));
    if (halls.size > 0) for (const run of runs[at] ?? []) addRun({ bucket, floor, served, halls, peaks }, run);
    const found = new Map<string, JobFact>();
    for (const [name, hall] of known) {
      const own = byHall.get(name) ?? [];
      const balance = balances[at]?.find((each) => each.hall === name);
      if (hall.isLogged) addLog(hall, own, boards.sums, dueMs);
      if (balance) addServing(hall, own, boards.sums, { balance, fleet: fleets[at]?.get(name) ?? noFleet, dueMs });
      addLevels(hall, dueMs);
      found.set(name, hall.fact);
    }
    return found.set('', summed([...found.values()], byHall.size));
  });
}
