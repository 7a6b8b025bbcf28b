import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';

/** Public tables that claims are held against. */
export const datasets = [
  'epoch-models',
  'epoch-chips',
  'epoch-ownership',
  'vendor-revenue',
  'cbeci',
  'iso-curtailment',
] as const;
export type Dataset = (typeof datasets)[number];

const row = z
  .object({
    dataset: z.enum(datasets),
    subject: z.string(),
    at_ms: z.coerce.number(),
    value: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    tags: z.array(z.string()),
  })
  .transform(({ at_ms, tags, ...figure }) => ({ ...figure, tags: tags as readonly string[], at: at_ms }));

/** A figure of a public table that was imported: what it is depends on the dataset; `at` is UTC ms. */
export type Figure = z.output<typeof row>;

const statement = readFileSync(projectPath('libs/claims/sql/figures.sql'), 'utf8');
/** After every import. */
const always = 4_102_444_800_000;

/** Reads the figures of the imports in force at an instant, or now, by dataset, in order of time. Errors as of the store. */
export const readFigures = (
  store: Pick<Store, 'query'>,
  { asOf = always, signal }: { asOf?: number | undefined; signal?: AbortSignal | undefined },
): Promise<Figure[]> => store.query(statement, { params: { as_of: asOf }, schema: row, ...(signal && { signal }) });
