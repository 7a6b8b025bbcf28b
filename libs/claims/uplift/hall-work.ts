import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';

/** What a hall made of its energy: accepted difficulty, and its part of the facility energy, J. */
export interface HallSums {
  readonly accepted: number;
  readonly used: number;
}

/** What every mining hall of a site made in quarters of an hour, by hall. */
export interface HallWork {
  /** UTC ms; of several the first. */
  readonly at: number;
  readonly halls: ReadonlyMap<string, HallSums>;
}

const row = z
  .object({
    start_ms: z.coerce.number(),
    halls: z.array(z.string()),
    accepted: z.array(z.number()),
    used_j: z.array(z.number()),
  })
  .transform(({ start_ms, halls, accepted, used_j }): HallWork => ({
    at: start_ms,
    halls: new Map(halls.map((hall, at) => [hall, { accepted: accepted[at] ?? 0, used: used_j[at] ?? 0 }])),
  }));

const statement = readFileSync(projectPath('libs/claims/sql/halls.sql'), 'utf8');

export const addHalls = (one: HallSums, other: HallSums): HallSums => ({
  accepted: one.accepted + other.accepted,
  used: one.used + other.used,
});
export const noHalls: HallSums = { accepted: 0, used: 0 };

/** Work of halls in several quarters of an hour as one. */
export function hallWorkTogether(some: readonly HallWork[]): HallWork[] {
  const [first] = some;
  if (!first) return [];
  const halls = new Map<string, HallSums>();
  for (const each of some)
    for (const [hall, sums] of each.halls) halls.set(hall, addHalls(halls.get(hall) ?? noHalls, sums));
  return [{ at: first.at, halls }];
}

/** Reads what the mining halls made within [from, to), UTC seconds: the quarters of an hour in which it is known of all, in order. */
export const readHallWork = (
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<HallWork[]> => store.query(statement, { params, schema: row, ...(signal && { signal }) });
