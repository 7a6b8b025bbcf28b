import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';

const row = z
  .object({ start_ms: z.coerce.number(), end_ms: z.coerce.number() })
  .transform(({ start_ms, end_ms }) => ({ from: start_ms, to: end_ms }));

/** A time in which mining was ordered to yield to AI, UTC ms. */
export type AiRequest = z.output<typeof row>;

const statement = readFileSync(projectPath('libs/claims/sql/ai-requests.sql'), 'utf8');

/** Reads the requests of AI in force within [from, to), UTC seconds, in order of their start. */
export const readAiRequests = (
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<AiRequest[]> => store.query(statement, { params, schema: row, ...(signal && { signal }) });
