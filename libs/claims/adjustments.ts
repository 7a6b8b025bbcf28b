import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';

const row = z.object({ stretch: z.coerce.number(), told: z.number() });
const statement = readFileSync(projectPath('libs/claims/sql/adjustments.sql'), 'utf8');

/** Reads by how much the difficulty changed, 0.05 being 5 %, between stretches of 2016 blocks that follow one another within [from, to), UTC seconds. */
export async function readAdjustments(
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<number[]> {
  const rows = await store.query(statement, { params, schema: row, ...(signal && { signal }) });
  return rows.flatMap(({ stretch, told }, at) => {
    const before = rows[at - 1];
    return before?.stretch === stretch - 1 ? [told / before.told - 1] : [];
  });
}

/** Fewer say little of their spread. */
const leastAdjustments = 12;

/** Why nothing is said of them; null where there are enough. */
export const fewAdjustments = (adjustments: readonly number[]): string | null =>
  adjustments.length < leastAdjustments
    ? `${adjustments.length} of the ${leastAdjustments} adjustments of the difficulty that it needs are known`
    : null;

/** Standard deviation of the adjustments; null of less than two. */
export function spreadOf(adjustments: readonly number[]): number | null {
  const count = adjustments.length;
  if (count < 2) return null;
  const mean = adjustments.reduce((sum, each) => sum + each, 0) / count;
  return Math.sqrt(adjustments.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1));
}
