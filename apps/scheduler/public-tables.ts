import { keepPublicBody, savePublicTable } from '#claims';
import { askFeed, type FeedAnswer, publicDatasets } from '#market';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
import type { Store } from '#store';
import type { Lease } from './lease.ts';
import type { Problem } from './problem.ts';
import { pauseMs } from './retry.ts';
import type { PublicTableFeed } from './schedule-file.ts';

export interface PublicTablesOptions {
  readonly store: Store;
  readonly lease: Pick<Lease, 'hold'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tables: readonly PublicTableFeed[];
}

/** A table, and how asking for it has gone. */
interface State {
  readonly table: PublicTableFeed;
  etag: string | null;
  /** UTC ms; tables are asked for at once after a start, and one that is as it was costs nothing. */
  dueAt: number;
  failures: number;
  error: string | null;
}

/**
 * Asks for public tables that else a person imports, and keeps each that has changed just as an import would: it replaces what the table
 * was from then on, and `as_of` finds what it was before. One that has lost more than half of its figures is refused.
 */
export class PublicTables {
  readonly #options: PublicTablesOptions;
  readonly #states: readonly State[];

  constructor(options: PublicTablesOptions) {
    this.#options = options;
    this.#states = options.tables.map((table) => ({ table, etag: null, dueAt: -Infinity, failures: 0, error: null }));
  }

  /** Tables that could not be had when they were last asked for. */
  get problems(): readonly Problem[] {
    return this.#states.flatMap(({ table, error }) => (error === null ? [] : [{ about: table.dataset, error }]));
  }

  /** One round: asks for the tables that are due. What fails is a problem and asked for again; rejects only when the store cannot say who works. */
  async run(): Promise<void> {
    const { lease, clock, logger } = this.#options;
    for (const state of this.#states) {
      if (clock.now() < state.dueAt) continue;
      if (!(await lease.hold())) return;
      const { dataset, poll_s: pollS } = state.table;
      try {
        const waitMs = await this.#ask(state);
        state.failures = 0;
        state.error = null;
        state.dueAt = clock.now() + (waitMs ?? pollS * 1000);
      } catch (error) {
        state.failures += 1;
        state.error = messageOf(error);
        state.dueAt = clock.now() + pauseMs(state.failures);
        logger.warn({ dataset, error: state.error }, 'a public table could not be had');
      }
    }
  }

  /** Resolves to how long the table asks to be left alone, ms; null where it does not. */
  async #ask(state: State): Promise<number | null> {
    const { clock } = this.#options;
    const { dataset, url, timeout_ms: timeoutMs } = state.table;
    const answer = await askFeed({ feed: dataset, url, timeoutMs, clock, etag: state.etag });
    if (answer.kind === 'wait') return answer.retryAfterMs;
    if (answer.kind !== 'body') return null;
    await this.#keep(state.table, answer);
    // Only once its figures are kept: until then the table is not known.
    state.etag = answer.etag;
    return null;
  }

  async #keep({ dataset, url }: PublicTableFeed, { body }: Extract<FeedAnswer, { kind: 'body' }>): Promise<void> {
    const { store, clock, logger } = this.#options;
    const { host, pathname } = new URL(url);
    const { rows: figures, problems } = publicDatasets[dataset](body, dataset);
    if (figures.length === 0) throw new PipelineError('FEED_ANSWER', `${dataset} has no figure that can be used`);
    const knownAt = clock.now();
    const digest = await keepPublicBody(store, { dataset, body, knownAt });
    // A query may hold a secret.
    const told = { digest, file: `${host}${pathname}`, problems: problems.length, madeBy: 'scheduler' };
    const parts = await savePublicTable(store, { dataset, figures, ...told, knownAt, mayShrink: false });
    const added = parts.filter(({ isKnown }) => !isKnown);
    if (added.length > 0)
      logger.info({ dataset, digest, figures: figures.length, problems: problems.slice(0, 3) }, 'public table');
  }
}
