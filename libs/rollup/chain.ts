import { z } from 'zod';
import { type Params, safeInteger, type Store } from '#store';
import { type Range } from './dirty.ts';
import type { FeedRows } from './feed-rows.ts';
import { statement } from './statement.ts';

/** What all statements of one recompute of a site share. */
export interface Chain {
  readonly store: Store;
  readonly params: Params;
  /** How far behind a range a reading may end that began in it, ms. */
  readonly ahead: number;
  readonly signal: AbortSignal | undefined;
  /** What feeds have told other sites of the same round. */
  readonly feeds: FeedRows;
}

const minute = 60_000;
const rollups = ['asic', 'gpu', 'cooling', 'meter', 'inference'] as const;

async function run(chain: Chain, name: string, params: Params): Promise<void> {
  const { store, signal } = chain;
  signal?.throwIfAborted();
  await store.command(statement(name), { params: { ...chain.params, ...params }, ...(signal && { signal }) });
}

/** A range as statements take it: in ms, and its first instant, the one behind it and that until which its readings may end, in s. */
export const rangeParams = ({ from, to }: Range, ahead = 0): Params => ({
  from,
  to,
  first: from / 1000,
  behind: to / 1000,
  latest: Math.ceil((to + ahead) / 1000),
});

/** Zeroes rows of units and halls that another revision of the register had put elsewhere in a range. */
export async function retire(chain: Chain, range: Range): Promise<void> {
  for (const name of rollups) await run(chain, 'retire', { ...rangeParams(range), table: `rollup_${name}` });
  await run(chain, 'retire-site', rangeParams(range));
}

/** Recomputes the minutes of a range from the readings. */
export const recomputeMinutes = (chain: Chain, range: Range): Promise<void> =>
  run(chain, 'minute', { ...rangeParams(range, chain.ahead), width: minute });

const spanNames = ['hours_from', 'hours_to', 'days_from', 'days_to', 'months_from', 'months_to'] as const;
const spans = z.object(Object.fromEntries(spanNames.map((name) => [name, safeInteger])));

/** Recomputes the hours, days and months that a range touches from the finer rows. */
export async function recomputeCoarse(chain: Chain, range: Range): Promise<void> {
  const { store, signal } = chain;
  const options = { params: { ...chain.params, ...rangeParams(range) }, schema: spans, ...(signal && { signal }) };
  const [span] = await store.query(statement('coarse-span'), options);
  if (!span) return;
  for (const name of [...rollups, 'site']) await run(chain, `coarse-${name}`, span);
}

/** Notes in the store that a range is computed in all grains. */
export const finish = (chain: Chain, range: Range): Promise<void> => run(chain, 'done', rangeParams(range));
