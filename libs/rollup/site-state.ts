import { z } from 'zod';
import { dayMs } from '#contracts';
import { safeInteger } from '#store';
import { asked, type Chain, type Feeds, rangeParams } from './chain.ts';
import { quarterMs, type Range } from './dirty.ts';
import { statement } from './statement.ts';
import type { Together } from './together.ts';

const stateRow = z.object({
  site: z.string(),
  revision: safeInteger,
  power_feed: z.string(),
  chain_feed: z.string(),
  carbon_feed: z.string(),
  marginal_feed: z.string(),
  reference_feed: z.string(),
  gpu_feed: z.string(),
  buckets: safeInteger,
  hull_from: safeInteger,
  hull_to: safeInteger,
  ahead: safeInteger,
  unfinished: safeInteger,
  epoch: safeInteger,
});
/** What the store knows of a site before anything is recomputed. */
export type State = z.output<typeof stateRow>;

const bucketRow = z.object({ site: z.string(), start_ms: safeInteger });
const beforeRow = z.object({
  site: z.string(),
  longest_ms: safeInteger,
  readings: safeInteger,
  changed: safeInteger,
  unfinished: safeInteger,
});
export type Before = Omit<z.output<typeof beforeRow>, 'site'>;
export const nothingBefore: Before = { longest_ms: 0, readings: 0, changed: 0, unfinished: 0 };

export const feedsOf = (state: State): Feeds => {
  const { power_feed, chain_feed, carbon_feed, marginal_feed, reference_feed, gpu_feed } = state;
  return { power_feed, chain_feed, carbon_feed, marginal_feed, reference_feed, gpu_feed };
};

/** Throws when the register of the site is not published. */
export async function readState(together: Together, site: string, signal: AbortSignal | undefined): Promise<State> {
  const [state] = await together.rows('state', { site, revision: 0, params: {}, signal }, stateRow);
  if (!state) throw new Error(`The register of ${site} is not published`);
  return state;
}

/** What a range holds. */
export async function readBefore(chain: Chain, range: Range): Promise<Before> {
  const [row] = await chain.together.rows('before', asked(chain, range), beforeRow);
  return row ?? nothingBefore;
}

const staleRow = z.object({ start_ms: safeInteger, is_only_undone: z.boolean() });

interface Stale extends Range {
  /** It was computed from what there is now, and has not been rolled up. */
  readonly isOnlyUndone: boolean;
}

/** Buckets of a range that were computed from something else than what there is now, or have not been rolled up. */
export async function readStale({ store, site, revision, feeds, signal }: Chain, range: Range): Promise<Stale[]> {
  const params = { site, sites: [site], revision, ...feeds, ...rangeParams(range) };
  const rows = await store.query(statement('stale'), {
    params,
    schema: staleRow,
    ...(signal && { signal }),
  });
  return rows.map(({ start_ms, is_only_undone }) => ({
    from: start_ms,
    to: start_ms + quarterMs,
    isOnlyUndone: is_only_undone,
  }));
}

/** Buckets of a range that have other readings than they were computed from. */
export async function readUnlike(chain: Chain, range: Range): Promise<Range[]> {
  const rows = await chain.together.rows('recount', asked({ ...chain, ahead: dayMs }, range), bucketRow);
  return rows.map(({ start_ms }) => ({ from: start_ms, to: start_ms + quarterMs }));
}
