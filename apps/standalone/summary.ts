import type { ReadingCounts } from './counts.ts';

/** A metric over the whole run, measured through the API, beside the model's physical truth; both in `unit`. */
export interface DemoMetric {
  readonly metric: string;
  readonly site: string;
  readonly value: number | null;
  readonly unit: string;
  readonly truth: number;
  readonly relative_difference: number | null;
  /** How far a measurement may be off, derived from quantum, poll period and share count. */
  readonly tolerance: number;
}

/** What `npm run demo -- --json` ends with. */
export interface DemoSummary {
  readonly metrics: readonly DemoMetric[];
  readonly readings: ReadingCounts;
  readonly devices: { readonly expected: number; readonly reporting: number };
  readonly backfill: { readonly readings: number; readonly seconds: number };
  readonly freshness_ms: { readonly p50: number | null; readonly p99: number | null; readonly polls: number };
  /** Answers of the API, by the paths of `--get`. */
  readonly get?: Readonly<Record<string, unknown>>;
  readonly memory_mb: { readonly total: number; readonly by_process: Readonly<Record<string, number>> };
}
