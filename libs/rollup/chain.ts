import { z } from 'zod';
import { type Params, safeInteger, type Store } from '#store';
import type { Range } from './dirty.ts';
import type { KeptSums } from './kept-sums.ts';
import type { SharedRows } from './shared-rows.ts';
import { statement } from './statement.ts';
import type { Terms } from './terms.ts';
import type { Asked, Together } from './together.ts';

/** The feeds that the register of a site names; empty where it names none. */
export type Feeds = Readonly<Record<`${'power' | 'reference' | 'chain' | 'carbon' | 'marginal' | 'gpu'}_feed`, string>>;

/** What all statements of one recompute of a site share. */
export interface Chain {
  readonly store: Store;
  readonly together: Together;
  readonly site: string;
  readonly zone: string;
  readonly revision: number;
  readonly feeds: Feeds;
  readonly terms: Terms;
  /** How far behind a range a reading may end that began in it, ms. */
  readonly ahead: number;
  readonly signal: AbortSignal | undefined;
  readonly kept: KeptSums | undefined;
  /** The range is one of the newest buckets: what is read of it is kept. */
  readonly isLive: boolean;
  /** What was read for other sites of the same round and holds for this one. */
  readonly shared: SharedRows;
}

const minute = 60_000;
const classes = ['asic', 'gpu', 'cooling', 'meter', 'inference'] as const;

/** A range as statements take it: in ms, and its first instant and the one behind it in s. */
export const rangeParams = ({ from, to }: Range): Params => ({ from, to, first: from / 1000, behind: to / 1000 });

/** What a site asks for about a range. */
export const asked = (
  { site, revision, ahead, signal }: Chain,
  range: Range,
  more: Params = {},
): Asked & { readonly latest: number } => ({
  site,
  revision,
  latest: Math.ceil((range.to + ahead) / 1000),
  params: { ...rangeParams(range), ...more },
  signal,
});

function run(chain: Chain, name: string, about: Asked): Promise<void> {
  chain.signal?.throwIfAborted();
  return chain.together.command(name, about);
}

/** Zeroes rows of units and halls that another revision of the register had put elsewhere in a range. */
export async function retire(chain: Chain, range: Range): Promise<void> {
  for (const name of classes) await run(chain, 'retire', asked(chain, range, { table: `rollup_${name}` }));
  await run(chain, 'retire-site', asked(chain, range));
}

/** Recomputes the minutes of a range of whole minutes from the readings. */
export const recomputeMinutes = (chain: Chain, range: Range): Promise<void> =>
  run(chain, 'minute', asked(chain, range, { width: minute }));

const spanNames = ['hours_from', 'hours_to', 'days_from', 'days_to', 'months_from', 'months_to'] as const;
const spans = z.object(Object.fromEntries(spanNames.map((name) => [name, safeInteger])));

/** Recomputes the hours, days and months that a range touches from the finer rows; those of the site last, which count units. */
export async function recomputeCoarse(chain: Chain, range: Range): Promise<void> {
  const { store, zone, site, revision, shared, signal } = chain;
  const options = { params: { zone, ...rangeParams(range) }, schema: spans, ...(signal && { signal }) };
  const about = { what: 'coarse-span', range };
  const [span] = await shared.get(zone, about, () => store.query(statement('coarse-span'), options));
  if (!span) return;
  const wanted = { site, revision, params: { zone, ...span }, signal };
  for (const name of [...classes, 'site']) await run(chain, `coarse-${name}`, wanted);
}

/** Notes in the store that a range of a site is computed in all grains. */
export function finish(
  together: Together,
  { site, range, signal }: { readonly site: string; readonly range: Range; readonly signal: AbortSignal | undefined },
): Promise<void> {
  signal?.throwIfAborted();
  return together.command('done', { site, revision: 0, params: rangeParams(range), signal });
}
