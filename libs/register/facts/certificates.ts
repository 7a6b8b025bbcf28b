import { z } from 'zod';

/** Certificates of renewable energy that were cancelled for the site; their energy is of the time from `from` to `to`. */
export const certificates = z.strictObject({
  mwh: z.number().positive().describe('energy of the certificates, MWh'),
  instrument: z.string().min(1).describe('such as REC or GO, with the registry and the batch'),
});
