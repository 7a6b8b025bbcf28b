import type { Clock } from '#runtime';
import { Bell } from '../bell.ts';

/** Between looks at the counter while somebody waits: a read of a few microseconds, no system call. */
const lookEveryMs = 20;

/** Wakes waiters when any process has appended. One loop for all waiters, none when nobody waits. */
export class Pulse {
  readonly #count: () => bigint;
  readonly #clock: Clock;
  readonly #bell: Bell;
  #waiting = 0;
  #heard = 0n;
  #isLooking = false;

  constructor(options: { count: () => bigint; clock: Clock }) {
    this.#count = options.count;
    this.#clock = options.clock;
    this.#bell = new Bell(options);
  }

  /** To be read before looking for messages, and given to `wait` if there were none. */
  current(): bigint {
    return this.#count();
  }

  /** Resolves when the counter is no longer `seen`, after `ms`, or when a signal aborts. */
  async wait(seen: bigint, ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
    if (this.#count() !== seen) return;
    this.#waiting += 1;
    if (!this.#isLooking) void this.#look(seen);
    await this.#bell.wait(ms, ...signals);
    this.#waiting -= 1;
  }

  /** Looks now instead of at the next turn; called after an append of this process. */
  ring(): void {
    if (this.#waiting === 0) return;
    const count = this.#count();
    if (count === this.#heard) return;
    this.#heard = count;
    this.#bell.ring();
  }

  async #look(seen: bigint): Promise<void> {
    this.#isLooking = true;
    this.#heard = seen;
    while (this.#waiting > 0) {
      this.ring();
      await this.#clock.sleep(lookEveryMs);
    }
    this.#isLooking = false;
  }
}
