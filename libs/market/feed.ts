import { Temporal } from 'temporal-polyfill';
import { Agent, request } from 'undici';
import { type Clock, messageOf, PipelineError } from '#runtime';
import { feedError } from './body.ts';
import { type MempoolBodies, type MempoolPart, mempoolPaths } from './mempool.ts';

const maxBodyBytes = 16 * 1024 * 1024;
const maxWaitMs = 86_400_000;

/** Connections stay open between polls and do not keep the process alive; time limits are the caller's. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 90_000, maxResponseSize: maxBodyBytes });

export interface FeedRequest {
  /** Names the feed in errors. */
  readonly feed: string;
  readonly url: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Sent along; never shown. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of asking with GET. */
  readonly post?: { readonly type: string; readonly body: string };
  /** Of the last answer: the feed then says when nothing has changed. */
  readonly etag?: string | null;
}

/** What a feed may answer that is no fault. */
export type FeedAnswer =
  | { readonly kind: 'body'; readonly body: Uint8Array; readonly etag: string | null }
  /** 304: as at the last ETag. */
  | { readonly kind: 'unchanged' }
  /** 204: there is nothing to tell. */
  | { readonly kind: 'empty' }
  /** 429, or 503 with Retry-After: ask again after so long, or when it seems fit. */
  | { readonly kind: 'wait'; readonly retryAfterMs: number | null };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const httpDate = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/;

/** How long a Retry-After header asks to wait, at most a day; null where there is none that can be read. */
export function retryAfterOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Math.min(Number(header) * 1000, maxWaitMs);
  const [, day, month, year, time] = httpDate.exec(header) ?? [];
  const number = months.indexOf(month ?? '') + 1;
  if (number === 0) return null;
  try {
    const at = Temporal.Instant.from(`${year}-${String(number).padStart(2, '0')}-${day}T${time}Z`).epochMilliseconds;
    return Math.min(Math.max(at - now, 0), maxWaitMs);
  } catch {
    return null;
  }
}

/** The address without what may be secret in it. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

const headerOf = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : (value?.[0] ?? null);

async function exchange(
  { feed, url, clock, etag, post, headers: sent }: FeedRequest,
  signal: AbortSignal,
): Promise<FeedAnswer> {
  const headers = { accept: 'application/json, */*;q=0.5', ...sent, ...(etag ? { 'if-none-match': etag } : {}) };
  const {
    statusCode,
    headers: answered,
    body,
  } = await request(url, {
    dispatcher: agent,
    signal,
    headers: post ? { ...headers, 'content-type': post.type } : headers,
    ...(post && { method: 'POST', body: post.body }),
  });
  const bytes = await body.bytes();
  const retryAfterMs = retryAfterOf(headerOf(answered['retry-after']), clock.now());
  if (statusCode === 304) return { kind: 'unchanged' };
  if (statusCode === 204) return { kind: 'empty' };
  if (statusCode === 429 || (statusCode === 503 && retryAfterMs !== null)) return { kind: 'wait', retryAfterMs };
  if (statusCode !== 200) {
    const details = { feed, status: statusCode };
    throw new PipelineError('FEED_ANSWER', `feed ${feed}: ${shown(url)} answered ${statusCode}`, { details });
  }
  return { kind: 'body', body: bytes, etag: headerOf(answered.etag) };
}

/** Asks a feed once, at most 16 MiB and following no redirect. Rejects with `FEED_ANSWER` within `timeoutMs`, or with the signal's reason. */
export async function askFeed(asked: FeedRequest): Promise<FeedAnswer> {
  const { feed, url, timeoutMs, clock, signal } = asked;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const timer = new AbortController();
  const forward = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', forward, { once: true });
  void clock.sleep(timeoutMs, timer.signal).then(() => {
    if (!timer.signal.aborted) stop.abort(feedError(feed, `${shown(url)} gave no complete answer in ${timeoutMs} ms`));
  });
  try {
    return await exchange(asked, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    if (error instanceof PipelineError) throw error;
    throw feedError(feed, `${shown(url)}: ${messageOf(error)}`, error);
  } finally {
    timer.abort();
    signal?.removeEventListener('abort', forward);
  }
}

/** What a mempool server answered, part by part. */
export interface MempoolAnswer {
  readonly bodies: MempoolBodies;
  /** Parts that were not answered, with the reason. */
  readonly problems: readonly string[];
  /** The longest wait that it asks for; null where it asks for none. */
  readonly retryAfterMs: number | null;
}

/** Asks the paths of a mempool server below its base URL one after the other, as public servers limit the rate; a part that fails loses itself. */
export async function askMempool(asked: FeedRequest): Promise<MempoolAnswer> {
  const bodies: { -readonly [part in MempoolPart]?: Uint8Array } = {};
  const problems: string[] = [];
  let retryAfterMs: number | null = null;
  for (const part of Object.keys(mempoolPaths) as MempoolPart[]) {
    try {
      const answer = await askFeed({ ...asked, url: `${asked.url.replace(/\/+$/, '')}${mempoolPaths[part]}` });
      if (answer.kind === 'body') bodies[part] = answer.body;
      else
        problems.push(
          `feed ${asked.feed}: ${mempoolPaths[part]} answered ${answer.kind === 'wait' ? 'that we ask too often' : 'nothing'}`,
        );
      if (answer.kind !== 'wait') continue;
      retryAfterMs = answer.retryAfterMs;
      break;
    } catch (error) {
      if (asked.signal?.aborted) throw error;
      problems.push(messageOf(error));
    }
  }
  return { bodies, problems, retryAfterMs };
}
