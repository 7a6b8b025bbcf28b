import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import { type AskedEntries, entriesOf, entryParams } from './cursor.ts';
import type { Reconciliations } from './shapes.ts';
import { msOf } from './time.ts';

const statement = readFileSync(projectPath('apps/api/sql/reconciliations.sql'), 'utf8');
const json = z.string().transform((text): unknown => JSON.parse(text));

/** Of what there may be too much, too little, or something wrong. */
export const differenceKinds = ['lost', 'doubled', 'gaps', 'beyond', 'rollups'] as const;

const row = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  made_by: z.string(),
  scope: json.pipe(z.record(z.string(), z.string())),
  messages: safeInteger,
  waiting: safeInteger,
  lost: safeInteger,
  doubled: safeInteger,
  gaps: safeInteger,
  beyond: safeInteger,
  rollups: safeInteger,
  repaired: safeInteger,
  details: json.pipe(z.record(z.string(), z.unknown())),
});

/** The results of `coload reconcile`, newest first. Errors as of the store. */
export async function readReconciliations(
  store: Store,
  { signal, ...asked }: AskedEntries & { readonly signal?: AbortSignal },
): Promise<Reconciliations> {
  const rows = await store.query(statement, { params: entryParams(asked), schema: row, ...(signal && { signal }) });
  const { page, next } = entriesOf(rows, asked, ({ at, id }) => ({ ms: msOf(at), key: id }));
  const reconciliations = page.map((each) => ({ ...each, equal: differenceKinds.every((kind) => each[kind] === 0) }));
  return { reconciliations, next };
}
