import type { BatchHeader, Topic } from '#contracts';

/** One collector's numbered batches of one topic and site. */
export interface Channel {
  readonly topic: Topic;
  readonly collector: string;
  readonly incarnation: string;
  readonly site: string;
}

/** The highest sequence of a channel among the messages before some offset. */
export interface Mark extends Channel {
  readonly sequence: number;
}

const keyOf = ({ topic, collector, incarnation, site }: Channel): string =>
  JSON.stringify([topic, collector, incarnation, site]);

/** High-water marks of channels. */
export class Marks {
  readonly #marks: Map<string, Mark>;

  constructor(marks: Iterable<Mark> = []) {
    this.#marks = new Map();
    this.raise(marks);
  }

  get size(): number {
    return this.#marks.size;
  }

  values(): IterableIterator<Mark> {
    return this.#marks.values();
  }

  /** The highest sequence seen of a channel; −1 when none was. */
  highest(channel: Channel): number {
    return this.#marks.get(keyOf(channel))?.sequence ?? -1;
  }

  /** Lifts each mark to the given one where that is higher. */
  raise(marks: Iterable<Mark>): void {
    for (const mark of marks) if (mark.sequence > this.highest(mark)) this.#marks.set(keyOf(mark), mark);
  }
}

/** The mark that a loaded batch leaves. */
export const markOf = (
  topic: Topic,
  { collector, incarnation, site, sequence }: Pick<BatchHeader, 'collector' | 'incarnation' | 'site' | 'sequence'>,
): Mark => ({
  topic,
  collector,
  incarnation,
  site,
  sequence,
});
