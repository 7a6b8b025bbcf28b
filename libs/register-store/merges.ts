import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { EntryKind } from '#register';
import { isoOf, projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';

const statement = readFileSync(projectPath('libs/register-store/sql/latest-merge.sql'), 'utf8');

/** An entry that is in force and yet no part of the register. */
export interface LeftOut {
  readonly kind: EntryKind;
  readonly key: string;
  readonly reason: string;
}

/** How the register of a site was last made of its file and what was told. */
export interface Merge {
  /** UTC ms. */
  readonly mergedAt: number;
  readonly leftOut: readonly { readonly kind: string; readonly key: string; readonly reason: string }[];
}

const row = z
  .object({
    merged_ms: safeInteger,
    left_out: z.array(z.object({ kind: z.string(), key: z.string(), reason: z.string() })),
  })
  .transform(({ merged_ms: mergedAt, left_out: leftOut }): Merge => ({ mergedAt, leftOut }));

/** Keeps what was left out of a register at `mergedAt`, UTC ms; it replaces what was kept before. Errors as of the store. */
export async function keepMerge(
  store: Pick<Store, 'insertBlock'>,
  { site, mergedAt, leftOut }: { site: string; mergedAt: number; leftOut: readonly LeftOut[] },
): Promise<void> {
  const kept = { site, merged_at: isoOf(mergedAt), left_out: leftOut };
  await store.insertBlock({
    statement: 'INSERT INTO register_merge FORMAT JSONEachRow',
    body: Buffer.from(JSON.stringify(kept)),
    settings: { date_time_input_format: 'best_effort' },
  });
}

/** The last merge of a site; null where there has been none. Errors as of the store. */
export async function readMerge(store: Pick<Store, 'query'>, site: string): Promise<Merge | null> {
  const [last] = await store.query(statement, { params: { site }, schema: row });
  return last ?? null;
}
