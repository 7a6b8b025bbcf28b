import type { BodyKey } from './bodies.ts';
import type { FeedRows } from './recorder.ts';

/** What one answer of a feed told. */
export interface Asked {
  readonly rows: FeedRows | null;
  readonly problems: readonly string[];
  /** How long the feed asks to be left alone; null where it does not. */
  readonly retryAfterMs: number | null;
  /** The body that it was read from, where that is kept. */
  readonly kept?: BodyKey | null;
}

/** Keeps a body as it came, at an instant, before it is read. */
export type KeepBody = (body: Uint8Array, at: number) => Promise<BodyKey | null>;

/** One feed: who it is, how often it is asked, and how. */
export interface Source {
  readonly feed: string;
  readonly pollMs: number;
  /** Asks once; what one is given is taken to be recorded when one asks for more. */
  readonly ask: (signal: AbortSignal, keep: KeepBody) => AsyncIterable<Asked>;
  /** Reads a body that came at an instant; absent where an answer is more than one. Throws `FEED_ANSWER`. */
  readonly parse?: (body: Uint8Array, at: number) => { readonly rows: FeedRows; readonly problems: readonly string[] };
}

/** How far feeds have been read, kept over restarts. */
export interface Progress {
  readonly read: (feed: string) => string | undefined;
  readonly keep: (feed: string, text: string) => Promise<void>;
}
