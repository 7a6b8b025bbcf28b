import { z } from 'zod';

/** Certificates of renewable energy for the time from `from` to `to`, both of which are needed; their energy is spread evenly over it. */
export const certificates = z.strictObject({
  mwh: z.number().positive().describe('energy of the certificates, MWh; spread evenly over `from` to `to`'),
  instrument: z.string().min(1).describe('such as REC or GO, with the registry and the batch'),
  cancelled: z.iso
    .date()
    .optional()
    .describe('day on which they were cancelled for the site; those that have not been count nothing'),
});
