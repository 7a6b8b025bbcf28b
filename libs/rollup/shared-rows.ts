/** So many answers are kept: those about one range of all kinds of feeds, and about the one that is read ahead. */
const most = 64;

interface Answer {
  readonly feed: string;
  readonly rows: Promise<unknown>;
}

/**
 * Rows of feeds, and of the calendars of zones, that are read for one site and serve the others that have the same: a fleet of sites asks about
 * the same quarter of an hour. They are forgotten when a feed has told more, and between rounds.
 */
export class SharedRows {
  readonly #answers = new Map<string, Answer>();

  /** The rows of a feed, or zone, about what `about` names, read once. */
  get<Rows>(feed: string, about: string, read: () => Promise<Rows>): Promise<Rows> {
    const key = `${feed} ${about}`;
    const known = this.#answers.get(key);
    if (known) return known.rows as Promise<Rows>;
    const rows = read();
    this.#answers.set(key, { feed, rows });
    // Whoever asks next tries again.
    rows.catch(() => this.#answers.delete(key));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > most && oldest !== undefined) this.#answers.delete(oldest);
    return rows;
  }

  /** What a feed had told is no longer all that it has. */
  forget(feed: string): void {
    for (const [key, answer] of this.#answers) if (answer.feed === feed) this.#answers.delete(key);
  }

  clear(): void {
    this.#answers.clear();
  }
}
