import { randomUUID } from 'node:crypto';
import { type BatchHeader, type FeedRow, maxBatchRows, rowEncoder, type Topic, topics, utcDay } from '#contracts';
import { type Clock, groupBy } from '#runtime';
import type { Stream, StreamRecord } from '#stream';

export interface EventLogOptions {
  /** Opens the stream; called when something is appended first, and again after it failed. */
  readonly open: () => Promise<Pick<Stream, 'ensureTopics' | 'append' | 'stop'>>;
  readonly partitions: number;
  readonly clock: Clock;
}

type Opened = Awaited<ReturnType<EventLogOptions['open']>>;

const topic = 'site.job' satisfies Topic;
const { dayColumn } = topics[topic];

/**
 * Appends what the api is told to the stream, in batches as a collector writes them. Nothing is kept here: what was appended and not answered
 * is told again under the same id and revision, and a second row of these changes nothing. A run of the api is an incarnation; so is
 * what follows an append of unknown outcome, since its numbers may be in the log or not.
 */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #encoder = rowEncoder(topic);
  readonly #sequences = new Map<string, number>();
  #incarnation = randomUUID();
  #opened: Promise<Opened> | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  /** Resolves when the rows of a site are durable; one call after the other, as batches are numbered. Errors as of the stream. */
  append(site: string, rows: readonly FeedRow[]): Promise<void> {
    const turn = this.#tail.then(() => this.#append(site, rows));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #append(site: string, rows: readonly FeedRow[]): Promise<void> {
    const stream = await this.#stream();
    try {
      await stream.append(topic, this.#records(site, rows));
    } catch (error) {
      this.#incarnation = randomUUID();
      this.#sequences.clear();
      throw error;
    }
  }

  #stream(): Promise<Opened> {
    this.#opened ??= (async () => {
      const stream = await this.#options.open();
      await stream.ensureTopics([{ topic, partitions: this.#options.partitions }]);
      return stream;
    })();
    this.#opened.catch(() => (this.#opened = undefined));
    return this.#opened;
  }

  /** Batches of one UTC day each. */
  #records(site: string, rows: readonly FeedRow[]): StreamRecord[] {
    const days = groupBy([...rows], (row) => String(utcDay(Number(row[dayColumn]))));
    return [...days].flatMap(([day, ofDay]) =>
      Array.from({ length: Math.ceil(ofDay.length / maxBatchRows) }, (_, part) =>
        this.#cut({ site, day: Number(day) }, ofDay.slice(part * maxBatchRows, (part + 1) * maxBatchRows)),
      ).flat(),
    );
  }

  #cut(batch: { readonly site: string; readonly day: number }, rows: readonly FeedRow[]): StreamRecord[] {
    const { site } = batch;
    const sequence = (this.#sequences.get(site) ?? 0) + 1;
    const header: BatchHeader = {
      collector: 'api',
      incarnation: this.#incarnation,
      sequence,
      ...batch,
      produced_at: this.#options.clock.now(),
      count: rows.length,
    };
    const value = this.#encoder.encode(header, rows);
    if (value) {
      this.#sequences.set(site, sequence);
      return [{ key: site, value }];
    }
    const half = Math.ceil(rows.length / 2);
    return [...this.#cut(batch, rows.slice(0, half)), ...this.#cut(batch, rows.slice(half))];
  }

  /** Waits for what is being appended and lets go of the stream. */
  async stop(): Promise<void> {
    await this.#tail;
    const stream = await this.#opened?.catch(() => undefined);
    await stream?.stop();
  }
}
