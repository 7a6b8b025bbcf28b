import { PipelineError } from '#runtime';

/** Rows of a feed's answer; a row that cannot be used is a problem and loses only itself. */
export interface FeedRows<Row> {
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
}

export interface ParseOptions {
  /** Names the feed in errors and problems. */
  readonly feed: string;
  /** When the answer was learned, UTC ms; rows that do not say it themselves take it. */
  readonly knownAt: number;
}

/** The error for an answer that cannot be used at all. */
export function feedError(feed: string, reason: string, cause?: unknown): PipelineError {
  const details = { feed };
  return new PipelineError(
    'FEED_ANSWER',
    `feed ${feed}: ${reason}`,
    cause === undefined ? { details } : { cause, details },
  );
}

/** Of all parsers; raised whenever one of them reads a body otherwise than before. */
export const parserVersion = 1;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of an answer in any format, without a byte order mark and blanks at its ends. Throws `FEED_ANSWER` for an empty one and bytes that are no UTF-8. */
export function plainTextOf(body: Uint8Array, feed: string): string {
  let text: string;
  try {
    text = decoder.decode(body).trim();
  } catch (error) {
    throw feedError(feed, 'the answer is not UTF-8', error);
  }
  if (text === '') throw feedError(feed, 'the answer is empty');
  return text;
}

/** The text of an answer. Throws `FEED_ANSWER` for an empty one, an HTML page, and bytes that are no UTF-8. */
export function textOf(body: Uint8Array, feed: string): string {
  const text = plainTextOf(body, feed);
  if (text.startsWith('<')) throw feedError(feed, `the answer is a page, not data: ${text.slice(0, 60)}`);
  return text;
}

/** The JSON value of an answer. Throws `FEED_ANSWER`. */
export function jsonOf(body: Uint8Array, feed: string): unknown {
  const text = textOf(body, feed);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw feedError(feed, `the answer is no JSON: ${text.slice(0, 60)}`, error);
  }
}

/** The items of a JSON array. Throws `FEED_ANSWER` where the answer is none. */
export function itemsOf(body: Uint8Array, feed: string): readonly unknown[] {
  const value = jsonOf(body, feed);
  if (!Array.isArray(value))
    throw feedError(feed, `the answer is not an array but ${value === null ? 'null' : typeof value}`);
  return value;
}
