import { z } from 'zod';
import { type FeedRows, itemsOf, type ParseOptions } from './body.ts';
import { faultsOf, instant } from './instant.ts';

/** An ordered curtailment, the policy of dispatch in force or an outage of the supply; a row of `site.event`. A later row with a higher revision replaces it. */
export interface SiteEventRow {
  readonly event_id: string;
  readonly revision: number;
  readonly kind: keyof typeof reasons;
  /**
   * Why power was curtailed, `ai_request` where mining yields to AI; of a policy `hybrid`, both workloads as one load, or `static`, each as if it were alone; of an
   * outage whether it was announced.
   */
  readonly reason: (typeof reasons)[keyof typeof reasons][number];
  /** `site`, `hall:<id>` or `device:<id>`. */
  readonly scope: string;
  /** Start (inclusive) and end (exclusive, null while it lasts), UTC ms. */
  readonly started_at: number;
  readonly ended_at: number | null;
  /** Ordered power, W. */
  readonly setpoint_w: number | null;
  readonly known_at: number;
}

const reasons = {
  curtailment: [
    'economic',
    'coincident_peak',
    'ancillary',
    'emergency',
    'regulatory',
    'maintenance',
    'fault',
    'ai_request',
  ],
  policy: ['hybrid', 'static'],
  outage: ['planned', 'unplanned'],
} as const;

const rowSchema = z
  .object({
    event_id: z.string().trim().min(1),
    revision: z.int().min(0),
    kind: z.enum(['curtailment', 'policy', 'outage']),
    reason: z.enum([...reasons.curtailment, ...reasons.policy, ...reasons.outage]),
    scope: z.string().regex(/^(site|hall:\S+|device:\S+)$/, 'not site, hall:<id> or device:<id>'),
    started_at: instant,
    ended_at: instant.nullish().default(null),
    setpoint_w: z.number().min(0).nullish().default(null),
    known_at: instant.nullish(),
  })
  .refine(({ kind, reason }) => reasons[kind].some((each) => each === reason), {
    path: ['reason'],
    message: 'not one of the kind of event',
  })
  .refine(({ started_at, ended_at }) => ended_at === null || started_at < ended_at, {
    path: ['ended_at'],
    message: 'the event ends before it starts',
  });

/** Events of a dispatch feed, a JSON array. Throws `FEED_ANSWER`. */
export function parseDispatch(body: Uint8Array, { feed, knownAt }: ParseOptions): FeedRows<SiteEventRow> {
  const rows: SiteEventRow[] = [];
  const problems: string[] = [];
  for (const [index, item] of itemsOf(body, feed).entries()) {
    const { success, data, error } = rowSchema.safeParse(item);
    if (success) rows.push({ ...data, known_at: data.known_at ?? knownAt });
    else problems.push(`feed ${feed}, row ${index}: ${faultsOf(error)}`);
  }
  return { rows, problems };
}
