import { z } from 'zod';

/** Servers of a kind, as their data sheet and their operators tell; accelerators are not meant. */
export const servers = z.strictObject({
  name: z.string().min(1).describe('kind of server'),
  count: z.int().positive().describe('how many there are'),
  performance: z.number().positive().describe('greatest performance of one in the benchmark that all entries share'),
  max_kw: z.number().positive().describe('greatest power of one, kW'),
  cpu_utilization: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('mean utilisation of its processors in the time, 0 to 1'),
});
