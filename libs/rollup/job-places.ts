import { boardNameOf } from '#contracts';
import { groupBy, type Interval, unionMs, within } from '#runtime';
import type { Bucket } from './bucket.ts';
import type { Outage, Run } from './job-inputs.ts';
import { place, type UnitRow } from './units.ts';

/** What runs hold of a board in a bucket. */
class Holding {
  readonly #whole: Interval[] = [];
  /** By runs that hold a part of it, or some of several boards, not known which: their part of it, ms. */
  sharedMs = 0;

  add(span: Interval, part: number): void {
    if (part === 1) this.#whole.push(span);
    else this.sharedMs += Math.round((span.to - span.from) * part);
  }

  /** By runs that hold just it, ms; outside of what takes it out of service where that is given. */
  wholeMs(out: readonly Interval[] = []): number {
    return unionMs([...this.#whole, ...out]) - unionMs(out);
  }
}

/** A board that is expected in a bucket, and what is known of its use there. */
export interface Board {
  readonly hall: string;
  readonly model: string;
  readonly expectedMs: number;
  /** Its row of the sums; -1 when nothing was read. */
  readonly row: number;
  /** When it is faulty or drained. */
  readonly out: readonly Interval[];
  readonly held: Holding;
  /** By what answers requests on it: such runs, or inference servers. */
  readonly serving: Holding;
}

/** A run on the boards of a bucket. */
export interface PlacedRun {
  readonly run: Run;
  readonly boards: readonly Board[];
  /** How many of them it holds, in whole or in part; fewer where it shares a hall, a host or divided boards with others. */
  readonly gpus: number;
  /** Boards by hall. */
  readonly halls: ReadonlyMap<string, number>;
  /** What of the bucket it holds them. */
  readonly span: Interval | undefined;
}

const hostOf = (device: string): string => device.slice(0, Math.max(device.lastIndexOf('/'), 0));

function outagesOf(device: string, hall: string, outages: readonly Outage[], due: Interval): Interval[] {
  const scopes = ['site', `hall:${hall}`, `device:${device}`, `device:${hostOf(device)}`];
  return outages
    .filter(({ scope }) => scopes.includes(scope))
    .flatMap(({ start_ms, end_ms }) => within({ from: start_ms, to: end_ms }, due) ?? []);
}

/** The boards that are expected in a bucket. */
export class Floor {
  readonly boards: readonly Board[];
  readonly #due: Interval;
  readonly #byName: ReadonlyMap<string, readonly Board[]>;
  readonly #byHall: ReadonlyMap<string, readonly Board[]>;

  constructor({ dueFrom, dueTo }: Bucket, units: readonly UnitRow[], outages: readonly Outage[]) {
    this.#due = { from: dueFrom, to: dueTo };
    const here = outages.filter(({ start_ms, end_ms }) => start_ms < dueTo && end_ms > dueFrom);
    const named = units.flatMap((unit) => {
      const { device, row, expected } = unit;
      if (!expected || expected.expectedMs === 0) return [];
      const { model, expectedMs } = expected;
      const out = here.length === 0 ? [] : outagesOf(device, place(unit), here, this.#due);
      const use = { held: new Holding(), serving: new Holding() };
      return [{ device, board: { hall: place(unit), model, expectedMs, row, out, ...use } }];
    });
    this.boards = named.map(({ board }) => board);
    const byName = new Map<string, readonly Board[]>();
    for (const [host, of] of groupBy(named, ({ device }) => hostOf(device)))
      byName.set(
        host,
        of.map(({ board }) => board),
      );
    for (const { device, board } of named) byName.set(device, [board]);
    this.#byName = byName;
    this.#byHall = groupBy(this.boards, ({ hall }) => hall);
  }

  /** The boards behind names of boards, hosts and instances, each once. */
  boardsOf(devices: readonly string[]): readonly Board[] {
    return [
      ...new Set(devices.flatMap((name) => this.#byName.get(name) ?? this.#byName.get(boardNameOf(name).board) ?? [])),
    ];
  }

  /** Puts a run on its boards; undefined when none of them is expected here. */
  place(run: Run): PlacedRun | undefined {
    const { devices, hall } = run;
    const boards = devices === null ? (this.#byHall.get(hall ?? '') ?? []) : this.boardsOf(devices.split(' '));
    if (boards.length === 0) return undefined;
    const gpus = Math.min(run.gpus, boards.length) * run.board_share;
    const { started_ms: started, ended_ms: ended } = run;
    const span = started === null ? undefined : within({ from: started, to: ended ?? Infinity }, this.#due);
    if (span) for (const { held } of boards) held.add(span, gpus / boards.length);
    const halls = new Map([...groupBy(boards, ({ hall }) => hall)].map(([hall, of]) => [hall, of.length]));
    return { run, boards, gpus, halls, span };
  }
}
