import { Temporal } from 'temporal-polyfill';
import type { Clock } from '#runtime';
import type { ApiRow } from './api-client.ts';

/** The value that a share `p` of the sorted values does not exceed. */
export function percentile(sorted: readonly number[], p: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? null;
}

/**
 * Measures from a poll's `ended_at` to its inclusion in an answer of `/v1/query`, for every poll of every device:
 * from `from` on; where `through` of a device moves on by several polls at once, each of them counts.
 */
export class FreshnessMeter {
  readonly #pollMs: number;
  readonly #clock: Clock;
  readonly #from: number;
  readonly #through = new Map<string, number>();
  readonly #delaysMs: number[] = [];

  constructor(options: { pollMs: number; clock: Clock; from: number }) {
    this.#from = options.from;
    this.#pollMs = options.pollMs;
    this.#clock = options.clock;
  }

  /** Takes the rows of an answer that arrived just now. */
  observe(rows: readonly ApiRow[]): void {
    const now = this.#clock.now();
    for (const row of rows) {
      if (row.through === null) continue;
      const name = `${row.metric} ${row.device ?? row.site}`;
      const latest = Temporal.Instant.from(row.through).epochMilliseconds;
      const previous = this.#through.get(name);
      this.#through.set(name, Math.max(latest, previous ?? 0));
      if (previous === undefined) continue;
      for (let endedAt = latest; endedAt > Math.max(previous, this.#from); endedAt -= this.#pollMs)
        this.#delaysMs.push(now - endedAt);
    }
  }

  summary(): { p50: number | null; p99: number | null; polls: number } {
    const sorted = [...this.#delaysMs].sort((a, b) => a - b);
    return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), polls: sorted.length };
  }
}
