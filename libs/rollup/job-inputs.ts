import { z } from 'zod';
import { safeInteger } from '#store';

const whole = safeInteger.nullable();
const figure = z.number().nullable();

/** A run of a job as its latest revision has it; what is null is not known. Instants are UTC ms. */
export const runRow = z.object({
  site: z.string(),
  /** train, infer or batch. */
  class: z.string(),
  /** local or wan. */
  reach: z.string(),
  hall: z.string().nullable(),
  /** Boards, hosts and instances of divided boards, separated by spaces. */
  devices: z.string().nullable(),
  gpus: safeInteger,
  /** Part of each of them that it holds. */
  board_share: z.number(),
  queued_ms: whole,
  started_ms: whole,
  ended_ms: whole,
  outcome: z.string().nullable(),
  preempted_by: z.string().nullable(),
  dtype: z.string().nullable(),
  tokens: whole,
  output_tokens: whole,
  requests: whole,
  slo_judged: whole,
  slo_met: whole,
  flop_per_token: figure,
  hardware_flop_per_token: figure,
  ideal_tokens_per_s: figure,
  productive_ms: whole,
  lost_ms: whole,
  billed_gpu_ms: whole,
  revenue_usd: figure,
  has_manifest: z.coerce.boolean(),
});
export type Run = Omit<z.output<typeof runRow>, 'site'>;

/** Quarters, first and last included, on which so many rows of jobs bear. */
export const jobRowsRow = z.object({ site: z.string(), first: safeInteger, last: safeInteger, rows: safeInteger });

/** What takes units out of service. */
export const outageRow = z.object({ site: z.string(), scope: z.string(), start_ms: safeInteger, end_ms: safeInteger });
export type Outage = Omit<z.output<typeof outageRow>, 'site'>;

/** What the store knows of the jobs of a range. */
export interface JobInputs {
  readonly runs: readonly Run[];
  readonly told: readonly Omit<z.output<typeof jobRowsRow>, 'site'>[];
  readonly outages: readonly Outage[];
}
