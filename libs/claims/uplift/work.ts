import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { groupBy, projectPath } from '#runtime';
import type { Store } from '#store';
import type { ByWorkload } from './decomposition.ts';

/** What output is held against. */
export const resources = ['energy', 'contract', 'cost', 'capital'] as const;
export type Resource = (typeof resources)[number];

/** What a site made of its energy in quarters of an hour in which all of it is known. */
export interface Work {
  /** UTC ms; of several the first. */
  readonly at: number;
  /** Accepted hash, PH·day; hours of boards whose multiprocessors were busy. */
  readonly output: ByWorkload;
  /** Energy through the feeders of the halls, J. */
  readonly it: ByWorkload;
  /** Facility energy, J. */
  readonly facility: number;
  /**
   * Facility energy, contracted energy, J, what the energy cost at the mean price of what is priced of it, currency of the site, and what was spent on the
   * assets in service times time, currency × ms; null where not known.
   */
  readonly resource: Readonly<Record<Resource, number | null>>;
  /** Worth of the hash at its hashprice, USD; null where no hashprice is known. */
  readonly hashUsd: number | null;
  /** Hours of all boards, and their worth at the configured rate and billed share, USD. */
  readonly boardHours: number;
  readonly boardsUsd: number;
}

const row = z.object({
  start_ms: z.coerce.number(),
  mixed_halls: z.coerce.number(),
  unmetered_halls: z.coerce.number(),
  uncounted_halls: z.coerce.number(),
  accepted: z.number(),
  busy_ms: z.number(),
  busy_known_ms: z.number(),
  boards_ms: z.number(),
  mining_it_j: z.number(),
  ai_it_j: z.number(),
  whole_j: z.number(),
  whole_ms: z.coerce.number(),
  contract_j: z.number(),
  contract_ms: z.coerce.number(),
  paid: z.number(),
  paid_j: z.number(),
  capital_time: z.number(),
  capital_ms: z.coerce.number(),
  hash_usd: z.number(),
  hash_usd_j: z.number(),
  boards_usd: z.number(),
});
type Row = z.output<typeof row>;

const statement = readFileSync(projectPath('libs/claims/sql/work.sql'), 'utf8');

const hourMs = 3_600_000;
const quarterMs = 900_000;
/** Both sides of a ratio must be known for so much of the quarter. */
const joint = 0.9;
/** A share of difficulty 1 takes 2^32 hashes on average. */
const phDaysPerDifficulty = 2 ** 32 / 1e15 / 86_400;

const isKnown = (each: Row): boolean =>
  each.mixed_halls + each.unmetered_halls + each.uncounted_halls === 0 &&
  each.whole_ms >= joint * quarterMs &&
  (each.boards_ms > 0 || each.ai_it_j === 0) &&
  each.busy_known_ms >= joint * each.boards_ms;

function workOf(each: Row): Work | null {
  if (!isKnown(each)) return null;
  return {
    at: each.start_ms,
    output: { mining: each.accepted * phDaysPerDifficulty, ai: each.busy_ms / hourMs },
    it: { mining: each.mining_it_j, ai: each.ai_it_j },
    facility: each.whole_j,
    resource: {
      energy: each.whole_j,
      contract: each.contract_ms >= joint * each.whole_ms ? each.contract_j : null,
      cost: each.paid_j > 0 && each.paid_j >= joint * each.whole_j ? (each.paid * each.whole_j) / each.paid_j : null,
      capital: each.capital_ms >= joint * each.whole_ms && each.capital_time > 0 ? each.capital_time : null,
    },
    hashUsd: each.hash_usd_j > 0 ? each.hash_usd : null,
    boardHours: each.boards_ms / hourMs,
    boardsUsd: each.boards_usd,
  };
}

/** What is known of the work: only what is known of the same adds up. */
const knownOf = ({ hashUsd, resource }: Work): string =>
  [hashUsd, ...resources.map((each) => resource[each])].map((value) => value !== null).join();

function sumOf(some: readonly Work[]): Work[] {
  const [first] = some;
  if (!first) return [];
  const sum = (of: (each: Work) => number): number => some.reduce((total, each) => total + of(each), 0);
  const sumOfKnown = (of: (each: Work) => number | null): number | null =>
    of(first) === null ? null : sum((each) => of(each) ?? 0);
  return [
    {
      at: first.at,
      output: { mining: sum(({ output }) => output.mining), ai: sum(({ output }) => output.ai) },
      it: { mining: sum(({ it }) => it.mining), ai: sum(({ it }) => it.ai) },
      facility: sum(({ facility }) => facility),
      resource: {
        energy: sumOfKnown(({ resource }) => resource.energy),
        contract: sumOfKnown(({ resource }) => resource.contract),
        cost: sumOfKnown(({ resource }) => resource.cost),
        capital: sumOfKnown(({ resource }) => resource.capital),
      },
      hashUsd: sumOfKnown(({ hashUsd }) => hashUsd),
      boardHours: sum(({ boardHours }) => boardHours),
      boardsUsd: sum(({ boardsUsd }) => boardsUsd),
    },
  ];
}

/** Work of several quarters of an hour as one for each kind of which the same is known. */
export const workTogether = (some: readonly Work[]): Work[] =>
  [...groupBy(some, knownOf).values()].flatMap((alike) => sumOf(alike));

/** Reads what a site made within [from, to), UTC seconds: the quarters of an hour in which all is known, in order. */
export async function readWork(
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<Work[]> {
  const rows = await store.query(statement, { params, schema: row, ...(signal && { signal }) });
  return rows.map(workOf).filter((work) => work !== null);
}
