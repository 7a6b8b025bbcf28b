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
