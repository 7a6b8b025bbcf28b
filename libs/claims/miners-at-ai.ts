import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';

const row = z.object({ miners_j: z.number(), boards_j: z.number() });
const statement = readFileSync(projectPath('libs/claims/sql/miners-at-ai.sql'), 'utf8');

/**
 * Of the energy that AI worked with within [from, to), UTC seconds, the share that miners drew: those of AI halls, on days on which they had no share
 * accepted. By energy, since work of unlike chips has no unit in common. Null where none is known.
 */
export async function readMinersAtAi(
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<number | null> {
  const [found] = await store.query(statement, { params, schema: row, ...(signal && { signal }) });
  if (!found || found.boards_j === 0) return null;
  return found.miners_j / (found.miners_j + found.boards_j);
}
