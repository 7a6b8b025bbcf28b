import type { Params, Store } from '#store';
import { type Range } from './dirty.ts';
import { statement } from './statement.ts';

/** What all statements of one recompute of a site share. */
export interface Chain {
  readonly store: Store;
  readonly params: Params;
  readonly signal: AbortSignal | undefined;
}

const quarter = 900_000;
const slice = 300_000;
const minute = 60_000;
const classTables = ['rollup_meter', 'rollup_cooling', 'rollup_asic', 'rollup_gpu'] as const;

async function run(chain: Chain, name: string, params: Params): Promise<void> {
  const { store, signal } = chain;
  signal?.throwIfAborted();
  await store.command(statement(name), { params: { ...chain.params, ...params }, ...(signal && { signal }) });
}

/** What a piece needs: everything from the readings, or only the site facts because prices changed. */
export interface Need {
  readonly isWhole: boolean;
  /** Rows may be left that another revision of the register put elsewhere. */
  readonly isMoved: boolean;
  readonly hasMinutes: boolean;
}

/** Recomputes the 15-minute and minute rows of a range, finest first; each statement replaces whole buckets. */
export async function recomputeQuarters(chain: Chain, range: Range, need: Need): Promise<void> {
  await run(chain, 'plan', { ...range, width: quarter });
  if (need.isWhole) {
    for (const table of classTables) {
      await run(chain, table.replace('rollup_', ''), { ...range, width: quarter });
      if (need.isMoved) await run(chain, 'retire', { ...range, table });
    }
  }
  await run(chain, 'site', { ...range, width: slice });
  if (need.isMoved) await run(chain, 'retire-halls', { ...range });
  if (need.isWhole && need.hasMinutes) await run(chain, 'minute', { ...range, width: minute });
}

/** Recomputes the hours, days and months that a range touches from the finer rows. */
export async function recomputeCoarse(chain: Chain, range: Range, isWhole: boolean): Promise<void> {
  const names = isWhole
    ? ['coarse-meter', 'coarse-cooling', 'coarse-asic', 'coarse-gpu', 'coarse-site']
    : ['coarse-site'];
  for (const name of names) await run(chain, name, { ...range });
}

/** Notes in the store that a range is computed in all grains. */
export const finish = (chain: Chain, range: Range): Promise<void> => run(chain, 'done', { ...range });
