import { z } from 'zod';
import { dayMs } from '#contracts';
import { safeInteger, type Store } from '#store';
import { sql } from './sql.ts';

/** Where sites are asked what they measure now, nothing older counts, ms. */
export const recentMs = 3 * dayMs;

const row = z.object({ site: z.string(), through_ms: safeInteger });

/** Until when each site is rolled up, UTC ms; sites with nothing since `from` are left out. Errors as of the store. */
export async function readThrough(
  store: Pick<Store, 'query'>,
  sites: readonly string[],
  from: number,
): Promise<Map<string, number>> {
  const params = { sites, from: Math.floor(from / 1000) };
  const rows = await store.query(sql('through'), { params, schema: row });
  return new Map(rows.map(({ site, through_ms }) => [site, through_ms]));
}
