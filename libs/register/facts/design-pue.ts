import { z } from 'zod';

/** The PUE that the site was designed for. */
export const designPue = z.strictObject({
  value: z.number().min(1).max(10).describe('PUE at full load by design, 1 or more'),
  source: z.string().min(1).optional().describe('who says so'),
});
