import { setMaxListeners } from 'node:events';
import {
  askFeed,
  carbonAsker,
  type CarbonRow,
  type FeedRows as ParsedRows,
  gpuAsker,
  type GpuSeriesRow,
  parseCarbon,
  parseDispatch,
  parseGpuPrice,
  type SiteEventRow,
} from '#market';
import { topics } from '#contracts';
import type { CarbonFeed, GpuFeed, Site } from '#register';
import { type Clock, type ErrorCode, type Logger, messageOf, PipelineError } from '#runtime';
import type { Bodies } from './bodies.ts';
import { blockFeedRows, chainFeed, chainRows, type IsRecorded } from './chain-feed.ts';
import type { FeedRows, Recorded } from './recorder.ts';
import { gpuRows } from './gpu-source.ts';
import { powerSource } from './power-source.ts';
import { nextSlot } from './schedule.ts';
import type { Asked, KeepBody, Progress, Source } from './source.ts';

/** Shown of one round. */
const mostProblems = 100;

const carbonStatus = (isEstimated: boolean | null): string =>
  isEstimated === null ? 'unknown' : isEstimated ? 'estimated' : 'measured';

/** Carbon intensities as rows to record: one per interval, and another when it is revised or measured at last. */
export const carbonRows = (feed: string, rows: readonly CarbonRow[]): FeedRows => ({
  topic: 'market.carbon',
  key: feed,
  rows: rows.map(({ source, zone, start_at, end_at, g_per_kwh, is_estimated, factor_version, known_at }) => {
    const status = carbonStatus(is_estimated);
    // The loader refuses a text that is empty.
    const version = factor_version ?? 'unknown';
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
  readonly progress: Progress;
  readonly bodies: Pick<Bodies, 'keep' | 'tell'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What feeds are asked with. */
export type SourceParts = Pick<FeedsOptions, 'clock' | 'progress' | 'isRecorded'>;

interface ListFeed<Row> {
  readonly feed: string;
  readonly at: { readonly url: string; readonly pollMs: number; readonly timeoutMs: number };
  /** Asks for the list at `url` itself unless given. */
  readonly asker?: typeof askFeed;
  readonly parse: (body: Uint8Array, options: { feed: string; knownAt: number }) => ParsedRows<Row>;
  readonly toRows: (rows: readonly Row[]) => FeedRows;
}

/** A feed whose one answer lists its rows. */
function listSource<Row>(list: ListFeed<Row>, clock: Clock): Source {
  const { feed, at, asker = askFeed } = list;
  const { url, timeoutMs, pollMs } = at;
  const parse = (body: Uint8Array, knownAt: number) => {
    const { rows, problems } = list.parse(body, { feed, knownAt });
    return { rows: list.toRows(rows), problems };
  };
  let etag: string | null = null;
  const ask = async function* (signal: AbortSignal, keep: KeepBody): AsyncGenerator<Asked> {
    const answer = await asker({ feed, url, timeoutMs, clock, signal, etag });
    if (answer.kind === 'body') {
      const now = clock.now();
      const kept = await keep(answer.body, now);
      yield { ...parse(answer.body, now), retryAfterMs: null, kept };
      // Behind the yield, so that a feed's tag is only believed once its rows are recorded.
      etag = answer.etag;
    } else yield { rows: null, problems: [], retryAfterMs: answer.kind === 'wait' ? (answer.retryAfterMs ?? 0) : null };
  };
  return { feed, pollMs, ask, parse };
}

/** A chain's state and its blocks are asked for apart: neither waits for the other. */
function chainSources(chain: NonNullable<Site['market']['chain']>, { isRecorded, clock }: SourceParts): Source[] {
  const { feed, pollMs } = chain;
  const asker = chainFeed({ chain, isRecorded, clock });
  let tag: string | null = null;
  const state = async function* (signal: AbortSignal): AsyncGenerator<Asked> {
    const { rows, problems, retryAfterMs } = await asker.state(signal);
    yield { rows: chainRows(feed, rows), problems, retryAfterMs };
  };
  const blocks = async function* (signal: AbortSignal): AsyncGenerator<Asked> {
    const { rows, etag, ...asked } = await asker.blocks(tag, signal);
    yield { ...asked, rows: rows.length > 0 ? blockFeedRows(feed, rows) : null };
    tag = etag;
  };
  return [
    { feed, pollMs, ask: state },
    { feed: `${feed}:blocks`, pollMs, ask: blocks },
  ];
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

const gpuSource = (gpu: GpuFeed, clock: Clock): Source =>
  listSource<GpuSeriesRow>(
    {
      feed: gpu.feed,
      at: gpu,
      asker: gpuAsker(gpu),
      parse: (body, options) => parseGpuPrice(gpu, body, options),
      toRows: (rows) => gpuRows(gpu.feed, rows),
    },
    clock,
  );

/** The feeds of a site. */
export function sourcesOf({ id, zone, market }: Site, parts: SourceParts): Source[] {
  const { clock } = parts;
  const { chain, power, reference, carbon, marginal, dispatch, gpu } = market;
  const sources: Source[] = [];
  if (chain) sources.push(...chainSources(chain, parts));
  for (const prices of [power, reference]) if (prices) sources.push(powerSource(prices, zone, parts));
  if (carbon) sources.push(carbonSource(carbon, clock));
  if (gpu?.price) sources.push(gpuSource(gpu.price, clock));
  if (marginal) sources.push(carbonSource(marginal, clock));
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
    let last = clock.now();
    while (!signal.aborted) {
      const now = clock.now() + (await this.#ask(source, signal));
      last = nextSlot({ now, last, periodMs: source.pollMs, offsetMs: 0, failures: 0 });
      await clock.sleep(Math.max(1, last - clock.now()), signal);
    }
  }

  /** Resolves to how long the feed asks to be left alone, ms. */
  async #ask({ feed, ask }: Source, signal: AbortSignal): Promise<number> {
    const { onOutcome, clock, logger, bodies } = this.#options;
    const keep: KeepBody = (body, at) => bodies.keep(feed, body, at);
    const problems: string[] = [];
    let waitMs = 0;
    try {
      for await (const asked of ask(signal, keep)) {
        await this.#record(asked);
        problems.push(...asked.problems.slice(0, mostProblems - problems.length));
        waitMs = Math.max(waitMs, asked.retryAfterMs ?? 0);
        this.#note(feed, { answeredAt: clock.now(), problems });
        if (asked.rows) this.#noteNewest(feed, asked.rows);
      }
      this.#note(feed, { failures: 0 });
      onOutcome('ok');
    } catch (error) {
      if (signal.aborted) return 0;
      const code = error instanceof PipelineError ? error.code : 'UNKNOWN';
      const failures = (this.#status.get(feed)?.failures ?? 0) + 1;
      this.#note(feed, { failures, lastError: { at: clock.now(), code, message: messageOf(error) } });
      if (failures === 1) logger.warn({ feed, code, error: messageOf(error) }, 'feed gave nothing that can be used');
      onOutcome(code);
    }
    return waitMs;
  }

  async #record({ rows, kept }: Asked): Promise<void> {
    const { record, onRecorded, bodies } = this.#options;
    if (!rows) return;
    const recorded = await record([rows]);
    onRecorded(recorded);
    if (!kept) return;
    const { incarnation, sequence, batches } = recorded;
    const sequences = batches > 0 ? ([sequence - batches + 1, sequence] as const) : null;
    await bodies.tell(kept, { topic: rows.topic, incarnation, sequences, rows: rows.rows.length });
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
