import { Budget } from '../budget.ts';
import type { Source } from '../by-time.ts';
import type { StreamMessage } from '../stream.ts';
import type { Log } from './log.ts';

/** What is read at once: what of it is not taken is read again. */
const chunk = { messages: 64, bytes: 1024 * 1024 };

/** One topic of a partition, read from the log in chunks. */
export class LogSource implements Source {
  /** All of the log can be read at once: nothing is ever on its way. */
  readonly horizon = Infinity;
  readonly at: { readonly topic: string; readonly partition: number; readonly from: bigint };
  readonly #log: Log;
  #chunk: readonly StreamMessage[];
  #index = 0;

  constructor(log: Log, at: LogSource['at']) {
    this.at = at;
    this.#log = log;
    this.#chunk = log.read(at, new Budget(chunk));
  }

  get head(): StreamMessage | undefined {
    return this.#chunk[this.#index];
  }

  advance(): void {
    const last = this.#chunk[this.#index++];
    if (!last || this.#index < this.#chunk.length) return;
    this.#chunk = this.#log.read({ ...this.at, from: last.offset + 1n }, new Budget(chunk));
    this.#index = 0;
  }
}
