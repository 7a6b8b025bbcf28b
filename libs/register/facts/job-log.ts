import { z } from 'zod';

/** That every job of the site is told, to `POST /v1/events` or by the labels of its host: where none is told of, boards are idle. Without it nothing is known of jobs. */
export const jobLog = z.strictObject({
  hall: z.string().min(1).optional().describe('hall whose jobs are all told of; every hall where it is left out'),
  serving: z
    .enum(['jobs', 'servers'])
    .default('jobs')
    .describe('who tells tokens, requests and service levels: jobs of class `infer`, or the `inference_servers`'),
  labels: z
    .boolean()
    .optional()
    .describe(
      'true where jobs on hosts with `label_jobs` are told by their labels alone, and only the others by events',
    ),
});
