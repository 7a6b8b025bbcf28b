import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type EntryKind, entryKeyOf, entrySchema, type RegisterEntry } from '#register';
import { type Clock, isoOf, nearest, PipelineError } from '#runtime';
import type { Store } from '#store';
import { entriesTold, readEntries } from './entries.ts';
import { digestOf, type ToldRow, type ToldRows } from './rows.ts';

/** Somebody tells entries of one kind. */
export interface Telling extends ToldRows {
  readonly site: string;
  readonly kind: EntryKind;
  /** Who tells it, as they say themselves. */
  readonly author: string;
  /** What it is taken from, such as the name of a file. */
  readonly origin: string;
  /** What was told before and is not among the rows is removed, unless a row is refused. */
  readonly isWhole: boolean;
}

export interface RefusedRow {
  /** Such as `line 3`. */
  readonly row: string;
  readonly reason: string;
}

/** What became of it. */
export interface Told {
  /** Names it in the history; null where nothing is new. */
  readonly change: string | null;
  /** Keys that are new, or have another body now. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
}

type Body = Record<string, unknown>;
type Parts = { readonly store: Pick<Store, 'query' | 'insertBlock'>; readonly clock: Clock };

/** What a cell stands for where the schema wants no text: a number, a truth, a list. */
function meantBy(cell: unknown): unknown {
  if (typeof cell !== 'string') return cell;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}

/** Replaces the texts at which the schema takes offence by what they may stand for. */
function untexted(body: Body, issues: readonly z.core.$ZodIssue[]): Body {
  const copy = structuredClone(body);
  for (const { path } of issues) {
    const last = path.at(-1);
    let holder: Body | undefined = copy;
    for (const key of path.slice(0, -1)) holder = holder?.[String(key)] as Body | undefined;
    if (last !== undefined && holder !== undefined && typeof holder === 'object')
      holder[String(last)] = meantBy(holder[String(last)]);
  }
  return copy;
}

function reasonOf(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.path.map(String).join('.') || 'entry'}: ${issue.message}`;
  return issue.keys
    .map((key) => {
      const hint = nearest(key, known);
      return `${key}: unknown key${hint ? `; did you mean ${hint}?` : ` (known: ${known.join(', ')})`}`;
    })
    .join('; ');
}

/** The entry of a row, or why it is none. */
function entryOf(kind: EntryKind, { body: told, isText, fault }: ToldRow): RegisterEntry | string {
  if (fault !== undefined) return fault;
  const schema = entrySchema(kind);
  const { key: named, ...rest } = told;
  const given = 'key' in schema.shape ? told : rest;
  const first = schema.safeParse(given);
  const body = first.success || !isText ? given : untexted(given, first.error.issues);
  const { success, error } = first.success || !isText ? first : schema.safeParse(body);
  if (!success) return error.issues.map((issue) => reasonOf(issue, Object.keys(schema.shape))).join('; ');
  if (named !== undefined && (typeof named !== 'string' || named === '')) return 'key: must be a text';
  return { kind, key: named ?? entryKeyOf(body), body };
}

const sorted = (body: object): string => JSON.stringify(Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Keeps what is told of a kind: the rows that are right and new, as one insert. Of two rows with one key the first counts.
 * Rejects with nothing kept where the store fails.
 */
export async function tellEntries({ store, clock }: Parts, telling: Telling): Promise<Told> {
  const { site, kind, rows, isWhole } = telling;
  const before = new Map(
    (await readEntries(store, site)).filter((one) => one.kind === kind).map((one) => [one.key, one]),
  );
  const refused: RefusedRow[] = [];
  const entries = new Map<string, { readonly entry: RegisterEntry; readonly where: string }>();
  for (const row of rows) {
    const entry = entryOf(kind, row);
    const reason = typeof entry === 'string' ? entry : doubleOf(entries, entry);
    if (reason !== null) refused.push({ row: row.where, reason });
    else if (typeof entry !== 'string') entries.set(entry.key, { entry, where: row.where });
  }
  const fresh = [...entries.values()].filter(({ entry: { key, body } }) => {
    const known = before.get(key);
    return known === undefined || sorted(known.body) !== sorted(body);
  });
  const gone = isWhole && refused.length === 0 ? [...before.values()].filter(({ key }) => !entries.has(key)) : [];
  const versions = [
    ...fresh.map(({ entry, where }) => ({ ...entry, where, is_removed: false })),
    ...gone.map((entry) => ({ ...entry, where: '', is_removed: true })),
  ];
  const change = await keep({ store, clock }, telling, versions);
  return {
    change,
    kept: fresh.map(({ entry }) => entry.key),
    removed: gone.map(({ key }) => key),
    unchanged: entries.size - fresh.length,
    refused,
  };
}

function doubleOf(entries: ReadonlyMap<string, { readonly where: string }>, { key }: RegisterEntry): string | null {
  const first = entries.get(key);
  return first === undefined ? null : `key: ${key} is also that of ${first.where}`;
}

/** Ends an entry. Throws `CONFIG_INVALID` where none of that key is in force; errors as of the store. */
export async function removeEntry(
  parts: Parts,
  told: Pick<Telling, 'site' | 'kind' | 'author' | 'origin'> & { readonly key: string },
): Promise<Told> {
  const { site, kind, key } = told;
  const all = (await readEntries(parts.store, site)).filter((entry) => entry.kind === kind);
  const found = all.find((entry) => entry.key === key);
  if (!found) {
    const keys = all.map((entry) => entry.key);
    const hint = nearest(key, keys);
    const known = hint ? `did you mean ${hint}?` : `known are ${keys.slice(0, 20).join(', ') || 'none'}`;
    throw new PipelineError('CONFIG_INVALID', `${kind} of ${site} have no entry ${key}; ${known}`);
  }
  const telling = { ...told, rows: [], digest: digestOf(key), isWhole: false };
  const change = await keep(parts, telling, [{ ...found, where: '', is_removed: true }]);
  return { change, kept: [], removed: [key], unchanged: 0, refused: [] };
}

type Version = RegisterEntry & { readonly where: string; readonly is_removed: boolean };

async function keep({ store, clock }: Parts, telling: Telling, versions: readonly Version[]): Promise<string | null> {
  if (versions.length === 0) return null;
  const { site, author, origin, digest } = telling;
  const change = randomUUID();
  // Clocks of those who tell may differ: what is told later replaces what was told before all the same.
  const { latestAt } = await entriesTold(store, site);
  const known_at = isoOf(Math.max(clock.now(), latestAt + 1))
    .replace('T', ' ')
    .replace('Z', '');
  const lines = versions.map(({ kind, key, body, where, is_removed }) => {
    const from = [origin, where].filter((part) => part !== '').join(', ');
    return JSON.stringify({
      site,
      kind,
      key,
      known_at,
      change,
      body: JSON.stringify(body),
      is_removed,
      author,
      origin: from,
      digest,
    });
  });
  const body = Buffer.from(lines.join('\n'));
  await store.insertBlock({ statement: 'INSERT INTO register_entry FORMAT JSONEachRow', body });
  return change;
}
