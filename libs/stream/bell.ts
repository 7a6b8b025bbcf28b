import type { Clock } from '#runtime';

/** Wakes everyone who waits, within one process. */
export class Bell {
  readonly #clock: Clock;
  readonly #waiters = new Set<() => void>();

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  ring(): void {
    for (const wake of this.#waiters) wake();
  }

  /** Resolves at the next `ring`, after `ms`, or when any of the signals aborts. */
  async wait(ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
    if (signals.some((signal) => signal?.aborted)) return;
    const over = new AbortController();
    const wake = (): void => over.abort();
    // Not AbortSignal.any: its signals stay referenced from the long-lived ones they follow.
    for (const signal of signals) signal?.addEventListener('abort', wake, { once: true });
    this.#waiters.add(wake);
    await this.#clock.sleep(ms, over.signal);
    this.#waiters.delete(wake);
    for (const signal of signals) signal?.removeEventListener('abort', wake);
  }
}
