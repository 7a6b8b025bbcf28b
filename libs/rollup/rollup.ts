import type { Topic } from '#contracts';
import type { Clock, Logger } from '#runtime';
import type { Store } from '#store';
import type { KnownCalendar } from './calendar.ts';
import { createRounds, type Recomputed } from './rounds.ts';
import { type RecomputeOptions, type RollupSite, SiteRollup } from './site-rollup.ts';

export interface RollupOptions {
  readonly store: Store;
  /** Sites whose register is published (`publishRegister`). */
  readonly sites: readonly RollupSite[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Least pause between two recomputations of the minutes, hours, days and months of an open quarter of an hour; 4 s unless given. */
  readonly coarseEveryMs?: number;
  /** What is recomputed wins over what is stored, also where that was computed from more readings: some are gone since. */
  readonly isCorrection?: boolean;
}

const defaultCoarseEveryMs = 4_000;

/** Keeps the rollups of some sites equal to what is stored. Recomputing is idempotent and safe against another that does the same. */
export interface Rollup {
  /** Rows of a topic now in the store cover (from, to] of this site, UTC ms; of market topics `site` is the feed. */
  mark(topic: Topic, site: string, from: number, to: number): void;
  /**
   * Recomputes all that is dirty; resolves when it is stored: `isWhole` says whether in every grain, or whether coarser rows
   * follow with a later call. What fails stays dirty, and the failure is thrown.
   */
  recompute(options?: RecomputeOptions): Promise<Recomputed>;
  isDirty(): boolean;
  /** Marks what market rows of another processor, or a new revision of the register, made stale. */
  pollRevisions(): Promise<void>;
}

/** Opens the rollups of the sites. Everything that was cut off or became stale before is dirty from the start. */
export function openRollup(options: RollupOptions): Rollup {
  const { store, sites, clock, logger, coarseEveryMs = defaultCoarseEveryMs, isCorrection = false } = options;
  const calendar: KnownCalendar = new Map();
  const rollups = new Map(
    sites.map((site) => [site.id, new SiteRollup({ store, site, clock, logger, calendar, isCorrection })]),
  );
  const recompute = createRounds([...rollups.values()], { clock, coarseEveryMs });
  const unknown = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();

  function markFeed(feed: string, from: number): void {
    for (const { id, market } of sites) {
      if (market.chain?.feed === feed || market.power?.feed === feed) rollups.get(id)?.markReview(from);
    }
  }

  function markSite(topic: Topic, site: string, range: { from: number; to: number }): void {
    const rollup = rollups.get(site);
    if (rollup && topic === 'site.event') return rollup.markReview(range.from);
    if (rollup) return rollup.markReadings(range);
    if (unknown.has(site)) return;
    unknown.add(site);
    logger.warn({ site, topic }, 'readings of a site that is not configured are stored, but not rolled up');
  }

  return {
    mark: (topic, site, from, to) => {
      if (topic === 'market.chain' || topic === 'market.power') markFeed(site, from);
      else markSite(topic, site, { from, to });
    },
    recompute: (given = {}) => {
      const mine = turn.then(() => recompute(given));
      turn = mine.catch(() => undefined);
      return mine;
    },
    isDirty: () => [...rollups.values()].some((rollup) => rollup.isDirty || !rollup.isWhole),
    pollRevisions: () => {
      const mine = turn.then(async () => {
        for (const rollup of rollups.values()) await rollup.review();
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
