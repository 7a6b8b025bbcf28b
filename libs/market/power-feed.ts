import type { Clock } from '#runtime';
import type { FeedRows } from './body.ts';
import type { FeedRequest } from './feed.ts';
import { type PowerPriceRow, type PowerProduct, type PowerStatus, parsePowerPrices } from './power.ts';
import {
  addressOfDay,
  AskedDays,
  type DayRules,
  daySpan,
  isByDay,
  marketDay,
  marketOf,
  nextPage,
  paced,
  type PowerAccess,
  powerAsker,
  powerConventions,
  type PowerKind,
  powerParsers,
} from './power/index.ts';

/** Prices of one node, how they are asked for, and how often. */
export interface PowerSource extends PowerAccess {
  readonly kind: PowerKind | 'normal';
  readonly node: string;
  readonly product: PowerProduct;
  /** Asked as it stands, or for each day where it has placeholders. */
  readonly url: string;
  /** Zone of the days of the normal form; a market has its own. */
  readonly zone: string;
  /** How far the prices are settled where the request says it. */
  readonly status?: PowerStatus;
  /** Least time between two questions, ms. */
  readonly pauseMs: number;
  /** Most pages of one answer that are asked for. */
  readonly maxPages: number;
  readonly days: Omit<DayRules, 'aheadDays'>;
}

/** One answer, read. */
export interface PowerAnswer<Kept = unknown> {
  /** Null where there was nothing to tell. */
  readonly rows: FeedRows<PowerPriceRow> | null;
  /** What `onBody` gave for the body. */
  readonly kept: Kept | null;
  /** How long the feed asks to be left alone; 0 where it says no time. */
  readonly waitMs: number | null;
}

/** Who asks, and for how long. */
export interface Asking<Kept = unknown> extends Pick<FeedRequest, 'feed' | 'timeoutMs' | 'signal'> {
  readonly clock: Clock;
  /** Told of each body as it came, before it is read. */
  readonly onBody?: (body: Uint8Array, at: number) => Promise<Kept | null>;
}

/** After so many days that failed a round ends: the feed is likely to be down. */
const mostFailures = 3;
const mostTags = 1000;

/** Prices in an answer of a source: those of its node. Throws `FEED_ANSWER`. */
export function parsePower(
  { kind, product, node, status }: Pick<PowerSource, 'kind' | 'product' | 'node' | 'status'>,
  body: Uint8Array,
  options: { readonly feed: string; readonly knownAt: number },
): FeedRows<PowerPriceRow> {
  if (kind === 'normal') return parsePowerPrices(body, options);
  // A market's own files list all its nodes; a site settles at one.
  return powerParsers[kind](body, {
    ...options,
    product,
    nodes: new Set([node]),
    isPaged: true,
    ...(status && { status }),
  });
}

interface Page {
  readonly body: Uint8Array;
  readonly at: number;
  readonly url: string;
  /** Counted from 1. */
  readonly page: number;
}

/** Reads a feed of power prices: day by day where its address has placeholders, page by page where the market has pages. */
export class PowerReader {
  readonly #source: PowerSource;
  readonly #zone: string;
  readonly #ask: ReturnType<typeof powerAsker>;
  readonly #days: AskedDays;
  /** Of the first page of each address that was read whole and recorded. */
  readonly #etags = new Map<string, string>();

  /** `through` is the day up to which everything is told, as it was kept. */
  constructor(source: PowerSource, through: number | null) {
    this.#source = source;
    const { kind, zone, product, pauseMs, days } = source;
    this.#zone = kind === 'normal' ? zone : powerConventions[marketOf[kind]].dayZone;
    this.#ask = paced(powerAsker(source), pauseMs);
    this.#days = new AskedDays({ ...days, aheadDays: product === 'DA' ? 1 : 0 }, through);
  }

  /** The day up to which everything is told; null where the address is not one of a day. */
  get through(): number | null {
    return isByDay(this.#source.url) ? this.#days.through : null;
  }

  /**
   * Asks once for all that is due. What one is given is taken to be recorded when one asks for more. A day that fails costs the others
   * nothing: its error, `FEED_ANSWER`, is thrown at the end.
   */
  async *read<Kept>(asking: Asking<Kept>): AsyncGenerator<PowerAnswer<Kept>, void> {
    const { url } = this.#source;
    yield* isByDay(url) ? this.#byDay(asking) : this.#address(url, asking);
  }

  async *#byDay<Kept>(asking: Asking<Kept>): AsyncGenerator<PowerAnswer<Kept>, void> {
    const { clock, signal } = asking;
    const today = marketDay(clock.now(), this.#zone);
    const errors: unknown[] = [];
    let isToWait = false;
    for (const day of this.#days.due(today, clock.now())) {
      try {
        const span = daySpan(day, this.#zone);
        let isTold = false;
        for await (const answer of this.#address(addressOfDay(this.#source.url, day, this.#zone), asking)) {
          isToWait = answer.waitMs !== null;
          yield ofDay(answer, asking.feed, span);
          isTold ||= hasRowIn(answer, span);
        }
        if (!isToWait) this.#days.answered(day, { today, now: clock.now(), isTold });
      } catch (error) {
        errors.push(error);
      }
      if (isToWait || signal?.aborted || errors.length >= mostFailures) break;
    }
    if (errors.length > 0) throw errors[0];
  }

  async *#address<Kept>(first: string, asking: Asking<Kept>): AsyncGenerator<PowerAnswer<Kept>, void> {
    let tag: string | null = null;
    let url: string | null = first;
    for (let page = 1; url !== null; page++) {
      const etag = page === 1 ? (this.#etags.get(first) ?? null) : null;
      const answer = await this.#ask({ ...asking, url, etag });
      if (answer.kind === 'body') {
        if (page === 1) tag = answer.etag;
        const at = asking.clock.now();
        const kept = (await asking.onBody?.(answer.body, at)) ?? null;
        const { rows, next } = this.#page({ body: answer.body, at, url, page }, asking.feed);
        yield { rows, kept, waitMs: null };
        url = next;
      } else {
        tag = null;
        url = null;
        yield { rows: null, kept: null, waitMs: answer.kind === 'wait' ? (answer.retryAfterMs ?? 0) : null };
      }
    }
    // Here, so that a tag is only believed once all pages are recorded.
    if (tag !== null) this.#remember(first, tag);
  }

  #page({ body, at, url, page }: Page, feed: string) {
    const { kind, maxPages } = this.#source;
    const { rows, problems } = parsePower(this.#source, body, { feed, knownAt: at });
    const next = nextPage(kind, url, body);
    if (next === null || page < maxPages) return { rows: { rows, problems }, next };
    const problem = `feed ${feed}: after ${page} pages the rest was not asked for`;
    return { rows: { rows, problems: [...problems, problem] }, next: null };
  }

  #remember(address: string, tag: string): void {
    this.#etags.set(address, tag);
    const [oldest] = this.#etags.keys();
    if (this.#etags.size > mostTags && oldest !== undefined) this.#etags.delete(oldest);
  }
}

interface DaySpan {
  readonly from: number;
  readonly to: number;
}

const hasRowIn = ({ rows }: PowerAnswer, { from, to }: DaySpan): boolean =>
  rows?.rows.some(({ start_at: at }) => at >= from && at < to) ?? false;

/** Rows of another day than was asked for are what they say, and a problem: the feed may serve what it served yesterday. */
function ofDay<Kept>(answer: PowerAnswer<Kept>, feed: string, span: DaySpan): PowerAnswer<Kept> {
  const rows = answer.rows?.rows ?? [];
  const others = rows.filter(({ start_at: at }) => at < span.from || at >= span.to).length;
  if (!answer.rows || others === 0) return answer;
  const problem = `feed ${feed}: ${others} of ${rows.length} rows are of another day than was asked for`;
  return { ...answer, rows: { rows, problems: [...answer.rows.problems, problem] } };
}
