import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dayMs } from '#contracts';
import { type Clock, groupBy } from '#runtime';
import { bigInteger, safeInteger, type Store } from '#store';
import type { RollupSite } from './site-rollup.ts';
import { statement } from './statement.ts';

const windowRow = z.object({
  grain: z.enum(['15m', 'hour', 'day', 'month']),
  start_s: safeInteger,
  end_s: safeInteger,
  edition: bigInteger,
  base: bigInteger,
});
type Window = z.output<typeof windowRow>;

const [ofSite, ofUnits] = [['site'], ['asic', 'gpu', 'site']] as const;
/** Tables that are published of each grain. An hour of every unit would be most of all that is kept, and nobody prints it. */
const tablesOf = { '15m': ofSite, hour: ofSite, day: ofUnits, month: ofUnits } as const;

/** Longer than any window, s. */
const monthS = (32 * dayMs) / 1000;
/** Older windows change seldom: they are looked at so often. */
const everythingEveryMs = 3_600_000;
/** One statement copies about this many rows of devices at most, and so many windows of a site and its halls … */
const rowsPerPiece = 200_000;
const siteWindowsPerPiece = 1_000;
/** … and so many follow on one another, so that what is measured live is not kept waiting; the others are published the next time. */
const piecesPerCall = 12;
/** The word that a window is published takes effect after so long: once an instant is past, nothing more becomes known of it. */
const effectMs = 5_000;

/** Windows that end after `first` and at `behind` at the latest, and from where on what they are made of is read; s. */
interface Span {
  readonly first: number;
  readonly behind: number;
  readonly since: number;
}

export interface PublisherOptions {
  readonly store: Store;
  readonly site: RollupSite;
  readonly clock: Clock;
  /** How long after its end a window is published, and how long it stays as it is before it may be published again. */
  readonly graceMs: number;
}

/**
 * Publishes the hours, days and months of a site: copies what their rollup rows have become since the last edition, then makes it known.
 * Nothing is known of a window that was cut off; publishing again, or by two at once, adds nothing.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  #everythingAt = -Infinity;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /**
   * Publishes what ended the grace time before an instant by which all that was measured is rolled up, UTC ms; of much only the first part.
   * Resolves to the number of windows.
   */
  async publish(rolledUpTo: number, signal?: AbortSignal): Promise<number> {
    const { clock, graceMs } = this.#options;
    const began = clock.monotonic();
    const isEverything = began - this.#everythingAt >= everythingEveryMs;
    const behind = Math.max(Math.floor((rolledUpTo - graceMs) / 1000), 0);
    const first = isEverything ? 0 : Math.max(behind - monthS, 0);
    const windows = await this.#unpublished({ first, behind, since: Math.max(first - monthS, 0) }, signal);
    const pieces = piecesOf(windows, this.#options.site.units.length);
    const some = pieces.slice(0, piecesPerCall);
    for (const piece of some) await this.#publish(piece, signal);
    if (isEverything && some.length === pieces.length) this.#everythingAt = began;
    return some.flat().length;
  }

  #unpublished(span: Span, signal: AbortSignal | undefined): Promise<Window[]> {
    const { store, site, clock, graceMs } = this.#options;
    const effect = clock.now();
    const params = { ...span, site: site.id, zone: site.zone, effect, settled: effect - graceMs };
    return store.query(statement('unpublished'), { params, schema: windowRow, ...(signal && { signal }) });
  }

  async #publish(windows: readonly Window[], signal: AbortSignal | undefined): Promise<void> {
    const [window] = windows;
    if (!window) return;
    const { store, site, clock } = this.#options;
    const { grain, start_s: since } = window;
    const starts = windows.map(({ start_s }) => start_s);
    const editions = windows.map(({ edition }) => edition);
    const copy = { params: { site: site.id, grain, starts, editions }, ...(signal && { signal }) };
    for (const table of tablesOf[grain]) await store.command(statement(`publish-${table}`), copy);
    const span: Span = { first: since, behind: windows.at(-1)?.end_s ?? since, since };
    const bases = windows.map(({ base }) => base);
    const params = { ...copy.params, ...span, zone: site.zone, bases, effect: clock.now() + effectMs };
    await store.command(statement('publish'), { ...copy, params });
  }
}

/** Windows of one grain and one month of the tables each, few enough for one statement. */
function piecesOf(windows: readonly Window[], units: number): Window[][] {
  return [...groupBy(windows, ({ grain, start_s }) => `${grain} ${monthOf(start_s)}`).values()].flatMap((group) => {
    const isOfSite = tablesOf[group[0]?.grain ?? '15m'] === ofSite;
    const most = isOfSite ? siteWindowsPerPiece : Math.max(Math.floor(rowsPerPiece / Math.max(units, 1)), 1);
    return Array.from({ length: Math.ceil(group.length / most) }, (_, at) => group.slice(at * most, (at + 1) * most));
  });
}

const monthOf = (seconds: number): string =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toString()
    .slice(0, 7);
