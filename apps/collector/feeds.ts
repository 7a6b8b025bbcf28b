import { setMaxListeners } from 'node:events';
import {
  askFeed,
  askMempool,
  carbonAsker,
  type CarbonRow,
  type ChainRow,
  type FeedAnswer,
  type FeedRows as ParsedRows,
  parseCarbon,
  parseDispatch,
  parseMempool,
  parsePowerPrices,
  powerParsers,
  type PowerPriceRow,
  type SiteEventRow,
} from '#market';
import { topics } from '#contracts';
import type { CarbonFeed, PowerFeed, Site } from '#register';
import { type Clock, type ErrorCode, type Logger, messageOf, PipelineError } from '#runtime';
import { blockAsker, blockFeedRows, type IsRecorded } from './block-feed.ts';
import type { FeedRows, Recorded } from './recorder.ts';
import { nextSlot } from './schedule.ts';

const hourMs = 3_600_000;

/** State of the chain as rows to record: a new one when anything has changed, or an hour has begun. */
export const chainRows = (feed: string, rows: readonly ChainRow[]): FeedRows => ({
  topic: 'market.chain',
  key: feed,
  rows: rows.map((row) => {
    const { observed_at: observedAt, known_at: _, ...state } = row;
    return { id: 'state', content: [Math.floor(observedAt / hourMs), ...Object.values(state)], row: { ...row } };
  }),
});

/** Power prices as rows to record: one per interval, and another when its price or status changes. */
export const powerRows = (feed: string, rows: readonly PowerPriceRow[]): FeedRows => ({
  topic: 'market.power',
  key: feed,
  rows: rows.map((row) => ({
    id: `${row.product} ${row.node} ${row.start_at}`,
    content: [row.end_at, row.price, row.energy, row.congestion, row.loss, row.currency, row.status],
    row: { ...row },
  })),
});

const carbonStatus = (isEstimated: boolean | null): string =>
  isEstimated === null ? 'unknown' : isEstimated ? 'estimated' : 'measured';

/** Carbon intensities as rows to record: one per interval, and another when it is revised or measured at last. */
export const carbonRows = (feed: string, rows: readonly CarbonRow[]): FeedRows => ({
  topic: 'market.carbon',
  key: feed,
  rows: rows.map(({ source, zone, start_at, end_at, g_per_kwh, is_estimated, factor_version, known_at }) => {
    const status = carbonStatus(is_estimated);
    const version = factor_version ?? '';
    return {
      id: `${start_at}`,
      content: [end_at, g_per_kwh, status, version],
      row: { source, zone, start_at, end_at, g_per_kwh, status, factor_version: version, known_at },
    };
  }),
});

/** Orders of a site as rows to record: one per event, and another when it changes. */
export const eventRows = (site: string, rows: readonly SiteEventRow[]): FeedRows => ({
  topic: 'site.event',
  key: site,
  rows: rows.map((row) => ({
    id: row.event_id,
    content: [row.revision, row.kind, row.reason, row.scope, row.started_at, row.ended_at, row.setpoint_w],
    row: { ...row },
  })),
});

/** How one feed is doing, for people. */
export interface FeedStatus {
  readonly feed: string;
  /** When it last gave something that could be used, UTC ms. */
  readonly answeredAt: number | null;
  /** Greatest start of a row that it has told of, UTC ms: a feed that goes on telling the same shows here. */
  readonly newestAt: number | null;
  readonly problems: readonly string[];
  readonly failures: number;
  readonly lastError: { readonly at: number; readonly code: ErrorCode | 'UNKNOWN'; readonly message: string } | null;
}

export interface FeedsOptions {
  readonly sites: readonly Site[];
  readonly record: (feeds: readonly FeedRows[]) => Promise<Recorded>;
  readonly isRecorded: IsRecorded;
  readonly onRecorded: (recorded: Recorded) => void;
  readonly onOutcome: (outcome: 'ok' | ErrorCode | 'UNKNOWN') => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Asked {
  readonly rows: FeedRows | null;
  readonly problems: readonly string[];
  readonly retryAfterMs: number | null;
  readonly etag: string | null;
}

/** One feed: who it is, how often it is asked, and how. */
interface Source {
  readonly feed: string;
  readonly pollMs: number;
  readonly ask: (etag: string | null, signal: AbortSignal) => Promise<Asked>;
}

interface ListFeed<Row> {
  readonly feed: string;
  readonly at: { readonly url: string; readonly pollMs: number; readonly timeoutMs: number };
  /** Asks for the list at `url` itself unless given. */
  readonly asker?: typeof askFeed;
  readonly parse: (body: Uint8Array, options: { feed: string; knownAt: number }) => ParsedRows<Row>;
  readonly toRows: (rows: readonly Row[]) => FeedRows;
}

/** A feed whose one answer lists its rows. */
function listSource<Row>({ feed, at, asker = askFeed, parse, toRows }: ListFeed<Row>, clock: Clock): Source {
  const understand = (answer: FeedAnswer, before: string | null): Asked => {
    const nothing = { rows: null, problems: [], retryAfterMs: null, etag: before };
    if (answer.kind === 'wait') return { ...nothing, retryAfterMs: answer.retryAfterMs };
    if (answer.kind !== 'body') return nothing;
    const { rows, problems } = parse(answer.body, { feed, knownAt: clock.now() });
    return { rows: toRows(rows), problems, retryAfterMs: null, etag: answer.etag };
  };
  const { url, timeoutMs, pollMs } = at;
  return {
    feed,
    pollMs,
    ask: async (etag, signal) => understand(await asker({ feed, url, timeoutMs, clock, signal, etag }), etag),
  };
}

function chainSource({ feed, url, timeoutMs, pollMs }: NonNullable<Site['market']['chain']>, clock: Clock): Source {
  return {
    feed,
    pollMs,
    ask: async (_, signal) => {
      const { bodies, problems, retryAfterMs } = await askMempool({ feed, url, timeoutMs, clock, signal });
      const parsed = parseMempool(bodies, { feed, knownAt: clock.now() });
      return {
        rows: chainRows(feed, parsed.rows),
        problems: [...problems, ...parsed.problems],
        retryAfterMs,
        etag: null,
      };
    },
  };
}

function blockSource(chain: NonNullable<Site['market']['chain']>, { isRecorded, clock }: FeedsOptions): Source {
  const ask = blockAsker({ chain, isRecorded, clock });
  return {
    feed: `${chain.feed}:blocks`,
    pollMs: chain.pollMs,
    ask: async (etag, signal) => {
      const { rows, ...asked } = await ask(etag, signal);
      return { ...asked, rows: rows.length > 0 ? blockFeedRows(chain.feed, rows) : null };
    },
  };
}

const carbonSource = (carbon: CarbonFeed, clock: Clock): Source =>
  listSource<CarbonRow>(
    {
      feed: carbon.feed,
      at: carbon,
      asker: carbonAsker(carbon),
      parse: (body, options) => parseCarbon(carbon, body, options),
      toRows: (rows) => carbonRows(carbon.feed, rows),
    },
    clock,
  );

function powerSource(power: PowerFeed, clock: Clock): Source {
  const { feed, kind, node, product } = power;
  const toRows = (rows: readonly PowerPriceRow[]): FeedRows => powerRows(feed, rows);
  // A market's own files list all its nodes; a site settles at one.
  const nodes = new Set([node]);
  const parse: ListFeed<PowerPriceRow>['parse'] =
    kind === 'normal' ? parsePowerPrices : (body, options) => powerParsers[kind](body, { ...options, product, nodes });
  return listSource({ feed, at: power, parse, toRows }, clock);
}

function sourcesOf({ id, market }: Site, options: FeedsOptions): Source[] {
  const { clock } = options;
  const { chain, power, reference, carbon, dispatch } = market;
  const sources: Source[] = [];
  if (chain) sources.push(chainSource(chain, clock), blockSource(chain, options));
  for (const prices of [power, reference]) if (prices) sources.push(powerSource(prices, clock));
  if (carbon) sources.push(carbonSource(carbon, clock));
  if (dispatch) {
    const toRows = (rows: readonly SiteEventRow[]): FeedRows => eventRows(id, rows);
    sources.push(listSource({ feed: `dispatch:${id}`, at: dispatch, parse: parseDispatch, toRows }, clock));
  }
  return sources;
}

/** Asks every market and dispatch feed of the sites at its period, until stopped; records only what is new or has changed. */
export class Feeds {
  readonly #options: FeedsOptions;
  readonly #sources: readonly Source[];
  readonly #status = new Map<string, FeedStatus>();
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(options: FeedsOptions) {
    this.#options = options;
    setMaxListeners(0, this.#stopping.signal);
    const all = options.sites.flatMap((site) => sourcesOf(site, options));
    this.#sources = all.filter(({ feed }, i) => all.findIndex((other) => other.feed === feed) === i);
    for (const { feed } of this.#sources) this.#note(feed, {});
  }

  start(): void {
    this.#running ??= Promise.all(this.#sources.map((source) => this.#poll(source)));
  }

  /** How every feed is doing. */
  feeds(): readonly FeedStatus[] {
    return [...this.#status.values()];
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #poll(source: Source): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    let etag: string | null = null;
    let last = clock.now();
    while (!signal.aborted) {
      const asked = await this.#ask(source, etag, signal);
      etag = asked?.etag ?? null;
      const now = clock.now() + (asked?.retryAfterMs ?? 0);
      last = nextSlot({ now, last, periodMs: source.pollMs, offsetMs: 0, failures: 0 });
      await clock.sleep(Math.max(1, last - clock.now()), signal);
    }
  }

  /** Null when it failed; a feed's tag is only believed once its rows are recorded. */
  async #ask({ feed, ask }: Source, etag: string | null, signal: AbortSignal): Promise<Asked | null> {
    const { record, onRecorded, onOutcome, clock, logger } = this.#options;
    try {
      const asked = await ask(etag, signal);
      if (asked.rows) onRecorded(await record([asked.rows]));
      this.#note(feed, { answeredAt: clock.now(), problems: asked.problems, failures: 0 });
      if (asked.rows) this.#noteNewest(feed, asked.rows);
      onOutcome('ok');
      return asked;
    } catch (error) {
      if (signal.aborted) return null;
      const code = error instanceof PipelineError ? error.code : 'UNKNOWN';
      const failures = (this.#status.get(feed)?.failures ?? 0) + 1;
      this.#note(feed, { failures, lastError: { at: clock.now(), code, message: messageOf(error) } });
      if (failures === 1) logger.warn({ feed, code, error: messageOf(error) }, 'feed gave nothing that can be used');
      onOutcome(code);
      return null;
    }
  }

  #noteNewest(feed: string, { topic, rows }: FeedRows): void {
    const starts = rows.map(({ row }) => Number(row[topics[topic].dayColumn]));
    const newest = starts.reduce((most, start) => Math.max(most, start), this.#status.get(feed)?.newestAt ?? -Infinity);
    if (newest > -Infinity) this.#note(feed, { newestAt: newest });
  }

  #note(feed: string, change: Partial<FeedStatus>): void {
    const before = this.#status.get(feed) ?? {
      feed,
      answeredAt: null,
      newestAt: null,
      problems: [],
      failures: 0,
      lastError: null,
    };
    this.#status.set(feed, { ...before, ...change });
  }
}
