import { z } from 'zod';
import { safeInteger } from '#store';

const flag = z.union([z.boolean(), z.int().transform(Boolean)]);

export const eventRow = z.object({
  site: z.string(),
  rows: z.number(),
  first_ms: safeInteger,
  last_ms: safeInteger,
  kind: z.string(),
  scope: z.string(),
  start_ms: safeInteger,
  end_ms: safeInteger,
  is_open: flag,
  reason: z.string(),
  setpoint_w: z.number().nullable(),
  /** Whether it is an order to curtail by any of its revisions. */
  was_order: flag,
  /** Start and end as each revision has it; an end of 0 where it was open. */
  revisions: z.array(z.tuple([safeInteger, safeInteger])),
});
/** An event as its latest revision has it, with the span that all of its revisions touch. */
export type SiteEvent = Omit<z.output<typeof eventRow>, 'site'>;
