import { quarterMs, type Range } from './dirty.ts';

/** So many answers are kept: those about one range of all kinds of feeds, and about the one that is read ahead … */
const most = 64;
/** … and so many about the newest buckets, which are few rows each. */
const mostLasting = 2_048;
/** The open bucket, and the one before. */
const newestMs = 2 * quarterMs;

/** Whether a range is short enough for what is read of it to serve the next rounds. */
export const isNewest = ({ from, to }: Range): boolean => to - from <= newestMs;

/** What rows are asked for. */
export interface About {
  readonly what: string;
  readonly range: Range;
}

/** The name of a site beside those of feeds and zones. */
export const siteKey = (site: string): string => `site ${site}`;

interface Answer {
  readonly feed: string;
  readonly rows: Promise<unknown>;
}

function add(answers: Map<string, Answer>, limit: number, key: string, answer: Answer): void {
  answers.set(key, answer);
  // Whoever asks next tries again.
  answer.rows.catch(() => answers.delete(key));
  const [oldest] = answers.keys();
  if (answers.size > limit && oldest !== undefined) answers.delete(oldest);
}

/**
 * Rows of feeds, of what is told of a site, and of the calendars of zones. Those that are read for one site serve the others that have the same
 * feed: a fleet of sites asks about the same quarter of an hour. Those about the newest buckets serve the next rounds as well. They are
 * forgotten when a feed or site has told more, and all of them when it is looked for what others have stored.
 */
export class SharedRows {
  readonly #answers = new Map<string, Answer>();
  readonly #lasting = new Map<string, Answer>();

  /** The rows of a feed, site or zone, read once. */
  get<Rows>(feed: string, { what, range }: About, read: () => Promise<Rows>): Promise<Rows> {
    const isLasting = isNewest(range);
    const answers = isLasting ? this.#lasting : this.#answers;
    const key = `${feed} ${what} ${range.from} ${range.to}`;
    const known = answers.get(key);
    if (known) return known.rows as Promise<Rows>;
    const rows = read();
    add(answers, isLasting ? mostLasting : most, key, { feed, rows });
    return rows;
  }

  /** What a feed or site had told is no longer all that it has. */
  forget(feed: string): void {
    for (const answers of [this.#answers, this.#lasting])
      for (const [key, answer] of answers) if (answer.feed === feed) answers.delete(key);
  }

  /** Another round begins. */
  beginRound(): void {
    this.#answers.clear();
  }

  clear(): void {
    this.#answers.clear();
    this.#lasting.clear();
  }
}
