import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { groupBy, PipelineError, projectPath } from '#runtime';
import type { Store } from '#store';
import type { Dataset } from './figures.ts';

/** What a file has to say of one subject at one time. */
interface Imported {
  readonly part: string;
  readonly subject: string;
  readonly quantity: string;
  readonly at: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly tags: readonly string[];
}

/** A public table as it was read from a file. */
export interface PublicTable {
  readonly dataset: Dataset;
  readonly figures: readonly Imported[];
  /** SHA-256 of the file, and its name. */
  readonly digest: string;
  readonly file: string;
  /** How many of its rows could not be used. */
  readonly problems: number;
  readonly madeBy: string;
  /** UTC ms. */
  readonly knownAt: number;
  /** Whether it may replace a part by less than half as many figures: what nobody has looked at may be cut off. */
  readonly mayShrink: boolean;
}

/** Parts of a table and how many figures each has got, or that they were there already. */
export interface SavedPart {
  readonly part: string;
  readonly figures: number;
  readonly isKnown: boolean;
}

const statement = readFileSync(projectPath('libs/claims/sql/imports.sql'), 'utf8');
const held = z.object({
  part: z.string(),
  last_digest: z.string(),
  last_figures: z.coerce.number(),
  known_ms: z.coerce.number(),
});

/** A table that is asked for grows: one that has lost more than half of its figures was cut off, or is another one. */
const leastShare = 0.5;

const shrunk = (
  name: string,
  { now, before, digest }: { now: number; before: number; digest: string },
): PipelineError =>
  new PipelineError(
    'FEED_ANSWER',
    `${name} has ${now} figures and had ${before}: it stays as it was. See coload feed show ${digest.slice(0, 12)}, and import it by hand where that is right`,
  );

const linesOf = (rows: readonly object[]): Buffer => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
const settings = { date_time_input_format: 'best_effort' as const };

/**
 * Keeps a public table. It replaces what the same parts of its dataset were, from `knownAt` on; a part that the same file brought last is left as it is.
 * The import is noted after its figures, so that one that is cut off counts for nothing. Throws `FEED_ANSWER` of a table that has shrunk and may not: all of it stays as it
 * was. Errors as of the store.
 */
export async function savePublicTable(
  store: Pick<Store, 'query' | 'insertBlock'>,
  { dataset, figures, digest, file, problems, madeBy, knownAt, mayShrink }: PublicTable,
): Promise<SavedPart[]> {
  const known = await store.query(statement, { params: { dataset }, schema: held });
  const parts = [...groupBy(figures, ({ part }) => part)].map(([part, rows]) => {
    const last = known.find((each) => each.part === part);
    if (!mayShrink && last && rows.length < leastShare * last.last_figures)
      throw shrunk([dataset, part].join(' ').trim(), { now: rows.length, before: last.last_figures, digest });
    // A later import is known later, whatever the clock says.
    const at = Math.max(knownAt, (last?.known_ms ?? 0) + 1);
    return { part, rows, at, isKnown: last?.last_digest === digest };
  });
  const added = parts.filter(({ isKnown }) => !isKnown);
  if (added.length > 0) {
    const rows = added.flatMap((each) => each.rows.map((row) => ({ dataset, known_at: each.at, ...row })));
    const insert = (table: string, some: readonly object[]): Promise<void> =>
      store.insertBlock({ statement: `INSERT INTO ${table} FORMAT JSONEachRow`, body: linesOf(some), settings });
    await insert('public_figure', rows);
    const noted = added.map((each) => ({ dataset, part: each.part, known_at: each.at, figures: each.rows.length }));
    await insert(
      'public_import',
      noted.map((each) => ({ ...each, digest, file, problems, made_by: madeBy })),
    );
  }
  return parts.map(({ part, rows, isKnown }) => ({ part, figures: rows.length, isKnown }));
}
