import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { verdicts } from '#claims';
import { projectPath } from '#runtime';
import type { Store } from '#store';

const instant = z.iso.datetime().describe('ISO 8601, UTC');
const verdict = z.enum(verdicts).nullable().describe('null for a value that is held against nothing');

/** Parameters of `GET /v1/verdicts`. */
export const verdictParameters = z.strictObject({
  site: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Only these sites'),
  limit: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .refine((value) => Number(value) >= 1 && Number(value) <= 1_000, 'must be 1 to 1000')
    .default('100')
    .describe('How many, newest first, 1 to 1000'),
});

export const verdictsShape = z
  .object({
    verdicts: z.array(
      z.object({
        site: z.string(),
        claim: z.string(),
        reading: z.string(),
        was: verdict,
        is: verdict,
        judged_to: instant.describe('The midnight of the site up to which it was judged'),
        known_at: instant,
      }),
    ),
  })
  .meta({ id: 'VerdictChanges' });
export type VerdictChanges = z.output<typeof verdictsShape>;

export const verdictsRoute = {
  path: '/v1/verdicts',
  summary: 'Verdicts of claims that have changed from one midnight to the next, newest first, as the scheduler judged.',
  parameters: verdictParameters,
  answer: verdictsShape,
} as const;

const statement = readFileSync(projectPath('apps/api/sql/verdicts.sql'), 'utf8');
const stored = z
  .string()
  .transform((text) => (text === '' ? null : text))
  .pipe(z.enum(verdicts).nullable());
const row = z.object({
  site: z.string(),
  claim: z.string(),
  reading: z.string(),
  was: stored,
  is: stored,
  judged_to: z.iso.datetime(),
  known_at: z.iso.datetime(),
});

/** Changes of verdicts of some sites, newest first. Errors as of the store. */
export const readVerdictChanges = (
  store: Pick<Store, 'query'>,
  { signal, ...params }: { readonly site: readonly string[]; readonly limit: number; readonly signal?: AbortSignal },
): Promise<VerdictChanges['verdicts']> => store.query(statement, { params, schema: row, ...(signal && { signal }) });
