import { type DeviceClass, deviceClasses, telemetryTopic, type Topic } from '#contracts';
import { allSettled, type Clock, type Logger } from '#runtime';
import type { Rows, Store } from '#store';
import { Calendar } from './calendar.ts';
import { BlockAdder } from './add-readings.ts';
import type { Loading, StoredTo } from './kept-sums.ts';
import { Publisher } from './publish.ts';
import { createRounds, type Recomputed } from './rounds.ts';
import { SharedRows, siteKey } from './shared-rows.ts';
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

/** Of so many units in all the sums of the newest readings are kept in memory: some 100 MB … */
const mostKeptUnits = 200_000;
/** … in a few buckets each, or of fewer in more of them. */
const bucketsOfUnit = 4;
const mostKeptRows = 600_000;
const classes: ReadonlyMap<Topic, DeviceClass> = new Map(deviceClasses.map((name) => [telemetryTopic(name), name]));
const defaultCoarseEveryMs = 4_000;
const defaultPublishGraceMs = 7_200_000;

/** Rows [from, to) of a block are of this site. */
export interface RowsOfSite {
  readonly site: string;
  readonly from: number;
  readonly to: number;
}

/** Keeps the rollups of some sites equal to what is stored. Recomputing is idempotent and safe against another that does the same. */
export interface Rollup {
  /** Rows of a topic now in the store cover (from, to] of this site, UTC ms; of market topics `site` is the feed. */
  mark(topic: Topic, site: string, from: number, to: number): void;
  /**
   * Rows of a topic are in the store now, and which of them are of which site. To be told of all that a loader stores, in the order of their
   * offsets and before they are marked; `release` where that is not so.
   */
  add(topic: Topic, rows: Rows, ofSites: readonly RowsOfSite[]): void;
  /** All messages of a topic's partition below an offset are in the store, some of this site among them. */
  markStored(topic: Topic, site: string, to: StoredTo): void;
  /** A partition is going to be loaded here: sums are kept of whatever site it turns out to have. */
  take(loading: Loading): Promise<void>;
  /** A partition is no longer loaded here: sums that are kept of its sites may miss what others store. */
  release(partition: number): void;
  /** Of a site not all that was stored was told. */
  releaseSite(site: string): void;
  /**
   * Recomputes all that is dirty; resolves when it is stored: `isWhole` says whether in every grain, or whether coarser rows
   * follow with a later call. What fails stays dirty, and the failure is thrown.
   */
  recompute(options?: RecomputeOptions): Promise<Recomputed>;
  isDirty(): boolean;
  /** What waits to be recomputed, as a part of what may be kept of it in memory: above 1 it has to be read from the store again. Of the site of which it is most. */
  backlog(): number;
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
    const rows = Math.max(Math.floor(mostKeptRows / sites.length), bucketsOfUnit * site.units.length);
    return new SiteRollup({ ...common, site, keptRows: units <= mostKeptUnits ? rows : 0 });
  };
  return new Map(sites.map((site) => [site.id, open(site)]));
}

/** Adds readings to what is kept of their sites. */
function addStored(
  rollups: ReadonlyMap<string, SiteRollup>,
  topic: Topic,
  rows: Rows,
  ofSites: readonly RowsOfSite[],
): void {
  const deviceClass = classes.get(topic);
  if (!deviceClass) return;
  let adder: BlockAdder | undefined;
  for (const { site, from, to } of ofSites) {
    const rollup = rollups.get(site);
    if (rollup?.isKeeping === true) rollup.add(deviceClass, (adder ??= new BlockAdder(deviceClass, rows)), [from, to]);
  }
  adder?.flush();
}

/** Recomputes and looks for what others have stored, one after the other. */
function inTurn(
  recompute: (given: RecomputeOptions) => Promise<Recomputed>,
  shared: SharedRows,
  rollups: ReadonlyMap<string, SiteRollup>,
): Pick<Rollup, 'recompute' | 'pollRevisions'> {
  let turn: Promise<unknown> = Promise.resolve();
  const next = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const mine = turn.then(run);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    recompute: (given = {}) =>
      next(() => {
        shared.beginRound();
        return recompute(given);
      }),
    pollRevisions: () =>
      next(async () => {
        shared.clear();
        await allSettled([...rollups.values()].map((rollup) => rollup.review()));
      }),
  };
}

/** Opens the rollups of the sites. Everything that was cut off or became stale before is dirty from the start. */
export function openRollup(options: RollupOptions): Rollup {
  const { store, sites, clock, logger, coarseEveryMs = defaultCoarseEveryMs, isCorrection = false } = options;
  const { publishGraceMs: graceMs = defaultPublishGraceMs } = options;
  const shared = new SharedRows();
  const rollups = openSites(sites, { store, clock, logger, isCorrection, shared });
  const publishers = sites.map((site) => ({ site, publisher: new Publisher({ store, site, clock, graceMs }) }));
  const rounds = createRounds([...rollups.values()], { clock, coarseEveryMs });
  const unknown = new Set<string>();

  function markFeed(feed: string, from: number): void {
    shared.forget(feed);
    for (const { id, market } of sites) {
      const ofSite = [market.chain, market.power, market.reference, market.carbon, market.marginal, market.gpu?.price];
      if (ofSite.some((each) => each?.feed === feed)) rollups.get(id)?.markReview(from);
    }
  }

  function markSite(topic: Topic, site: string, range: { from: number; to: number }): void {
    const rollup = rollups.get(site);
    if (rollup && (topic === 'site.event' || topic === 'site.job')) {
      shared.forget(siteKey(site));
      return rollup.markReview(range.from);
    }
    if (rollup) return rollup.markReadings(range);
    if (unknown.has(site)) return;
    unknown.add(site);
    logger.warn({ site, topic }, 'readings of a site that is not configured are stored, but not rolled up');
  }

  return {
    ...inTurn(rounds, shared, rollups),
    mark: (topic, site, from, to) => {
      if (topic.startsWith('market.')) markFeed(site, from);
      else markSite(topic, site, { from, to });
    },
    add: (topic, rows, ofSites) => addStored(rollups, topic, rows, ofSites),
    markStored: (topic, site, to) => {
      const deviceClass = classes.get(topic);
      if (deviceClass) rollups.get(site)?.markStored(deviceClass, to);
    },
    take: async (loading) => {
      await allSettled([...rollups.values()].map((rollup) => rollup.take(loading)));
    },
    release: (partition) => {
      for (const rollup of rollups.values()) rollup.release(partition);
    },
    releaseSite: (site) => rollups.get(site)?.release(),
    isDirty: () => [...rollups.values()].some((rollup) => rollup.isDirty || !rollup.isWhole),
    backlog: () => Math.max(...[...rollups.values()].map((rollup) => rollup.backlog), 0),
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
