import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refused } from './problem.ts';

const faulty = (detail: string, cause?: unknown): Error =>
  Object.assign(refused({ parameter: 'cursor', detail }), cause === undefined ? {} : { cause });

/** A place in an answer as text that means nothing to anyone else. */
export const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place that a cursor stands for; refuses what is none of that shape. */
export function placeOf<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw faulty('is not the `next` of a page', cause);
  }
}

type Asked = Readonly<Record<string, unknown>>;

/** What is asked, page and form aside. */
function digestOf({ cursor: _cursor, limit: _limit, format: _format, ...question }: Asked): string {
  const sorted = Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16);
}

const bound = z.tuple([z.string(), z.unknown()]);

/** A cursor that goes on with one question only. */
export const boundCursor = (asked: Asked, place: unknown): string => cursorOf([digestOf(asked), place]);

/** The place of a cursor of the same question; refuses that of another one. */
export function boundPlace<Schema extends z.ZodType>(asked: Asked, cursor: string, schema: Schema): z.output<Schema> {
  const [digest, place] = placeOf(cursor, bound);
  if (digest !== digestOf(asked)) throw faulty('belongs to other parameters: ask with those of the page before');
  const parsed = schema.safeParse(place);
  if (!parsed.success) throw faulty('is not the `next` of a page', parsed.error);
  return parsed.data;
}

/** The place of an entry in a list, newest first: its time, UTC ms, and a name that no other of that time has. */
export const entryPlace = z.object({ ms: z.number(), key: z.string() });
export type EntryPlace = z.output<typeof entryPlace>;

/** Which page of a list: so many entries, those after a place. */
export interface AskedEntries {
  readonly limit: number;
  readonly after?: EntryPlace | undefined;
}

/** The parameters of a statement that reads a page and one entry more, which tells whether another follows. */
export const entryParams = ({ limit, after }: AskedEntries) => ({
  limit: limit + 1,
  after_ms: after?.ms ?? -1,
  after_key: after?.key ?? '',
});

interface Entries<Row> {
  readonly page: Row[];
  /** `next` of the answer. */
  readonly next: string | null;
}

/** The page of entries that were read, and the cursor behind it. */
export function entriesOf<Row>(
  rows: readonly Row[],
  { limit }: AskedEntries,
  placeOfRow: (row: Row) => EntryPlace,
): Entries<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last !== undefined ? cursorOf(placeOfRow(last)) : null };
}

/** Which page a request asks for. */
export const askedEntries = (asked: {
  readonly limit: string;
  readonly cursor?: string | undefined;
}): AskedEntries => ({
  limit: Number(asked.limit),
  after: asked.cursor === undefined ? undefined : placeOf(asked.cursor, entryPlace),
});
