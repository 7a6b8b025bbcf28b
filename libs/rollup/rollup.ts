import type { Topic } from '#contracts';
import { allSettled, type Clock, type Logger } from '#runtime';
import type { Store } from '#store';
import { Calendar } from './calendar.ts';
import type { StoredTo } from './live-sums.ts';
import { Publisher } from './publish.ts';
import { createRounds, type Recomputed } from './rounds.ts';
import { SharedRows } from './shared-rows.ts';
import { type RecomputeOptions, type RollupSite, SiteRollup, type SiteRollupOptions } from './site-rollup.ts';
import { Together } from './together.ts';

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
  /** How long after its end an hour, day or month is published, and how long it stays so before it is published again; 2 h unless given. */
  readonly publishGraceMs?: number;
}

/** Of so many units in all the sums of the newest readings are kept in memory: some 100 MB. */
const mostKeptUnits = 200_000;
const defaultCoarseEveryMs = 4_000;
const defaultPublishGraceMs = 7_200_000;

/** Keeps the rollups of some sites equal to what is stored. Recomputing is idempotent and safe against another that does the same. */
export interface Rollup {
  /** Rows of a topic now in the store cover (from, to] of this site, UTC ms; of market topics `site` is the feed. */
  mark(topic: Topic, site: string, from: number, to: number): void;
  /** All messages of a topic's partition below an offset are in the store, some of this site among them. */
  markStored(topic: Topic, site: string, to: StoredTo): void;
  /**
   * Recomputes all that is dirty; resolves when it is stored: `isWhole` says whether in every grain, or whether coarser rows
   * follow with a later call. What fails stays dirty, and the failure is thrown.
   */
  recompute(options?: RecomputeOptions): Promise<Recomputed>;
  isDirty(): boolean;
  /** Marks what market rows of another processor, or a new revision of the register, made stale. */
  pollRevisions(): Promise<void>;
  /**
   * Publishes hours, days and months that have ended, or have changed since they were published. `rolledUpTo` tells by when all that was
   * measured of a site is rolled up, UTC ms; nothing is published of a site for which it is undefined. Resolves to the number of windows.
   * May run beside everything else: of what is recomputed meanwhile nothing is told.
   */
  publish(rolledUpTo: (site: RollupSite) => number | undefined, signal?: AbortSignal): Promise<number>;
}

type Common = Pick<SiteRollupOptions, 'store' | 'clock' | 'logger' | 'isCorrection' | 'shared'>;

/** By site. */
function openSites(sites: readonly RollupSite[], given: Common): ReadonlyMap<string, SiteRollup> {
  const common = { ...given, calendar: new Calendar(), together: new Together(given.store) };
  let units = 0;
  const open = (site: RollupSite): SiteRollup => {
    units += site.units.length;
    return new SiteRollup({ ...common, site, isKept: units <= mostKeptUnits });
  };
  return new Map(sites.map((site) => [site.id, open(site)]));
}

/** Opens the rollups of the sites. Everything that was cut off or became stale before is dirty from the start. */
export function openRollup(options: RollupOptions): Rollup {
  const { store, sites, clock, logger, coarseEveryMs = defaultCoarseEveryMs, isCorrection = false } = options;
  const { publishGraceMs: graceMs = defaultPublishGraceMs } = options;
  const shared = new SharedRows();
  const rollups = openSites(sites, { store, clock, logger, isCorrection, shared });
  const publishers = sites.map((site) => ({ site, publisher: new Publisher({ store, site, clock, graceMs }) }));
  const recompute = createRounds([...rollups.values()], { clock, coarseEveryMs });
  const unknown = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();

  function markFeed(feed: string, from: number): void {
    shared.forget(feed);
    for (const { id, market } of sites) {
      const ofSite = [market.chain, market.power, market.reference, market.carbon, market.marginal, market.gpu?.price];
      if (ofSite.some((each) => each?.feed === feed)) rollups.get(id)?.markReview(from);
    }
  }

  function markSite(topic: Topic, site: string, range: { from: number; to: number }): void {
    const rollup = rollups.get(site);
    if (rollup && (topic === 'site.event' || topic === 'site.job')) return rollup.markReview(range.from);
    if (rollup) return rollup.markReadings(range);
    if (unknown.has(site)) return;
    unknown.add(site);
    logger.warn({ site, topic }, 'readings of a site that is not configured are stored, but not rolled up');
  }

  return {
    mark: (topic, site, from, to) => {
      if (topic.startsWith('market.')) markFeed(site, from);
      else markSite(topic, site, { from, to });
    },
    markStored: (topic, site, to) => rollups.get(site)?.markStored(topic, to),
    recompute: (given = {}) => {
      const mine = turn.then(() => {
        shared.clear();
        return recompute(given);
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    isDirty: () => [...rollups.values()].some((rollup) => rollup.isDirty || !rollup.isWhole),
    pollRevisions: () => {
      const mine = turn.then(async () => {
        await allSettled([...rollups.values()].map((rollup) => rollup.review()));
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    publish: async (rolledUpTo, signal) => {
      let windows = 0;
      for (const { site, publisher } of publishers) {
        const until = rolledUpTo(site);
        if (until !== undefined) windows += await publisher.publish(until, signal);
      }
      return windows;
    },
  };
}
