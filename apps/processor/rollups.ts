import type { Topic } from '#contracts';

/** What the processor needs of `libs/rollup`. */
export interface Rollup {
  /** Rows of a topic and site that cover (from, to] are in the store and not yet in the rollups. */
  mark(topic: Topic, site: string, from: number, to: number): void;
  /** Recomputes what is dirty; resolves when it is stored. */
  recompute(options?: { readonly signal?: AbortSignal }): Promise<unknown>;
  isDirty(): boolean;
}

/** Opens the rollups of the sites that the register names. */
export function openRollups(): Promise<Rollup> {
  return Promise.resolve({ mark: () => undefined, recompute: () => Promise.resolve(), isDirty: () => false });
}
