import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type EntryKind, entryKinds, type RegisterEntry } from '#register';
import { projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';

const sql = (name: string): string => readFileSync(projectPath(`libs/register-store/sql/${name}.sql`), 'utf8');
const statements = { entries: sql('entries'), history: sql('entry-history'), latest: sql('latest-change') };

const body = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.unknown()));
const entryRow = z.object({ kind: z.string(), key: z.string(), body });
const versionRow = z
  .object({
    key: z.string(),
    known_ms: safeInteger,
    change: z.string(),
    body,
    is_removed: z.boolean(),
    author: z.string(),
    origin: z.string(),
    digest: z.string(),
  })
  .transform(({ known_ms: knownAt, is_removed: isRemoved, ...row }) => ({ ...row, knownAt, isRemoved }));

/** What was told of an entry at one time. */
export type EntryVersion = z.output<typeof versionRow>;

/** The entries in force that were told of a site, by kind and key. Those of a kind that is not known here are passed over. Errors as of the store. */
export async function readEntries(store: Pick<Store, 'query'>, site: string): Promise<RegisterEntry[]> {
  const rows = await store.query(statements.entries, { params: { site }, schema: entryRow });
  return rows.flatMap(({ kind, ...row }) =>
    entryKinds.filter((each) => each === kind).map((of) => ({ ...row, kind: of })),
  );
}

interface Asked {
  readonly site: string;
  readonly kind: EntryKind;
  readonly limit: number;
}

/** What was told of the entries of a kind, the latest first. Errors as of the store. */
export const entryVersions = (store: Pick<Store, 'query'>, { site, kind, limit }: Asked): Promise<EntryVersion[]> =>
  store.query(statements.history, { params: { site, kind, limit }, schema: versionRow });

/** How much has been told of a site, which changes whenever something is, and when the last of it, UTC ms. Errors as of the store. */
export async function entriesTold(
  store: Pick<Store, 'query'>,
  site: string,
): Promise<{ readonly versions: number; readonly latestAt: number }> {
  const schema = z.object({ versions: safeInteger, latest_ms: safeInteger });
  const [row] = await store.query(statements.latest, { params: { site }, schema });
  return { versions: row?.versions ?? 0, latestAt: row?.latest_ms ?? 0 };
}
