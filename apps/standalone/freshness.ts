import { Temporal } from 'temporal-polyfill';
import type { Clock } from '#runtime';
import type { ApiRow } from './api-client.ts';

/** The value that a share `p` of the sorted values does not exceed. */
export function percentile(sorted: readonly number[], p: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? null;
}

/** A poll of a device that became a reading. */
export interface Poll {
  readonly device: string;
  readonly endedAt: number;
}

interface Seen {
  readonly through: number;
  readonly at: number;
}

/** A poll this close to the end of the watch may still be on its way, and is left out. */
const tailMs = 10_000;

/** Measures from the `ended_at` of every poll to its inclusion in an answer of `/v1/query`. */
export class FreshnessMeter {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen[]>();

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** Takes the rows of an answer that arrived just now. */
  observe(rows: readonly Pick<ApiRow, 'device' | 'through'>[]): void {
    const at = this.#clock.now();
    for (const { device, through: text } of rows) {
      if (text === null || !device) continue;
      const through = Temporal.Instant.from(text).epochMilliseconds;
      const seen = this.#seen.get(device) ?? [];
      if (through > (seen.at(-1)?.through ?? -Infinity)) seen.push({ through, at });
      this.#seen.set(device, seen);
    }
  }

  /** Delays of polls of the watched devices, ms; one that was not seen by the end counts until then. */
  summary(polls: readonly Poll[]): { p50: number | null; p99: number | null; polls: number } {
    const end = this.#clock.now();
    const delays = polls
      .filter(({ device, endedAt }) => this.#seen.has(device) && endedAt <= end - tailMs)
      .map(({ device, endedAt }) => {
        const seen = this.#seen.get(device)?.find(({ through }) => through >= endedAt);
        return (seen?.at ?? end) - endedAt;
      })
      .sort((a, b) => a - b);
    return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), polls: delays.length };
  }
}
