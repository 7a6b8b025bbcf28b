import { PipelineError } from '#runtime';

export interface DeadLetterLimitOptions {
  /** Stops when more than this share of the rows of the last `window` messages is dead. */
  readonly share: number;
  readonly window: number;
  /** Stops after so many messages in a row of which nothing could be loaded. */
  readonly run: number;
}

export const defaultDeadLetterLimit: DeadLetterLimitOptions = { share: 0.5, window: 200, run: 100 };

/** Stops a partition on which most is bad, as after a faulty deployment, instead of emptying it into the dead letters. */
export class DeadLetterLimit {
  readonly #options: DeadLetterLimitOptions;
  readonly #shares: number[] = [];
  #sum = 0;
  #run = 0;
  #at = 0;

  constructor(options: DeadLetterLimitOptions) {
    this.#options = options;
  }

  /** Counts messages in their order, each by the share of its rows that is dead. Throws DEAD_LETTER_LIMIT at the limit. */
  count(deadShares: readonly number[]): void {
    for (const share of deadShares) this.#add(share);
  }

  #add(share: number): void {
    const { window, run } = this.#options;
    this.#sum += share - (this.#shares[this.#at] ?? 0);
    this.#shares[this.#at] = share;
    this.#at = (this.#at + 1) % window;
    this.#run = share === 1 ? this.#run + 1 : 0;
    if (this.#run >= run) throw this.#reached(`nothing of the last ${this.#run} messages could be loaded`);
    if (this.#shares.length === window && this.#sum / window > this.#options.share) {
      throw this.#reached(
        `${Math.round((100 * this.#sum) / window)} % of the last ${window} messages cannot be loaded`,
      );
    }
  }

  #reached(what: string): PipelineError {
    return new PipelineError('DEAD_LETTER_LIMIT', `Loading stops: ${what}. They stay in the stream, nothing is lost.`);
  }
}
