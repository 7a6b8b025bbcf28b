import type { ReadLimit } from './stream.ts';

/** What one read may still return, over all the topics it goes through. The first message fits whatever its size. */
export class Budget {
  #messages: number;
  #bytes: number;
  #isUntouched = true;

  constructor(limit: ReadLimit) {
    this.#messages = limit.messages;
    this.#bytes = limit.bytes;
  }

  /** Counts a message of `bytes`; false when it does not fit any more. */
  spend(bytes: number): boolean {
    if (this.isSpent || (!this.#isUntouched && bytes > this.#bytes)) return false;
    this.#isUntouched = false;
    this.#messages -= 1;
    this.#bytes -= bytes;
    return true;
  }

  get isSpent(): boolean {
    return this.#messages <= 0 || (!this.#isUntouched && this.#bytes <= 0);
  }
}
