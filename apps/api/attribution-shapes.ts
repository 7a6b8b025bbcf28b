import { z } from 'zod';
import { attributionKeys } from '#kpi';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

const attributionRow = z
  .object({
    site: z.string(),
    start: instant.describe('Start of the day, of site time'),
    end: instant,
    name: z.string().describe('Tenant or job; `unattributed` where `attributed` is false'),
    attributed: z.boolean().describe('False for what no run held, or none that names a tenant'),
    energy_j: z.int().describe('Energy of the boards, J'),
    by_activity_j: z
      .int()
      .describe(
        'Part of it that is of divided boards (MIG) whose energy was split by the activity of their instances, J',
      ),
    by_slices_j: z
      .int()
      .describe(
        'The same of boards whose energy was split by compute slices: their activity is not known or was none, J',
      ),
    gpu_hours: z.number().describe('Time of the boards, h; of divided boards by compute slices'),
    coverage: z.number().describe("Part of the boards' time on that day of which the energy is known, 0 to 1"),
  })
  .meta({ id: 'AttributionRow' });

export const attributionShape = z
  .object({
    from: instant,
    to: instant,
    by: z.enum(attributionKeys),
    rows: z.array(attributionRow).describe('By site, day and name; those of a day add up to what the boards drew'),
  })
  .meta({ id: 'Attribution' });
export type AttributionAnswer = z.output<typeof attributionShape>;
