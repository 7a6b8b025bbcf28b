import { Temporal } from 'temporal-polyfill';
import { feedError, textOf } from '../body.ts';
import { readCsv } from '#runtime';
import { fault, numberIn } from '../fault.ts';

/** Letters and digits of a title: tables write blanks, signs and capitals as they like, but what is in brackets tells columns apart. */
const keyOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The titles that a column may have, the first that is there counts. */
export type Titles = readonly [string, ...string[]];

/** One row, by the names that its reader gave to columns; what is blank or has no column is null. */
export interface TitledRow<Name extends string> {
  readonly where: string;
  cell(name: Name): string | null;
}

export interface TitledTable<Name extends string> {
  readonly rows: readonly TitledRow<Name>[];
  readonly problems: readonly string[];
  /** Title of a column as it stands in the table; undefined where it has none. */
  title(name: Name): string | undefined;
}

/**
 * A table by the titles of its columns, in any order; those of `optional` may be missing. A row with more or fewer cells than the header is a problem
 * and loses only itself. Throws `FEED_ANSWER` naming the titles of a column that is not there.
 */
export function readTitled<Name extends string>(
  body: Uint8Array,
  feed: string,
  { needed, optional = {} }: { needed: Partial<Record<Name, Titles>>; optional?: Partial<Record<Name, Titles>> },
): TitledTable<Name> {
  const { records, isCut } = readCsv(textOf(body, feed));
  const [header, ...others] = records;
  const keys = (header?.cells ?? []).map(keyOf);
  const placeOf = (titles: Titles): number =>
    titles.map((title) => keys.indexOf(keyOf(title))).find((place) => place >= 0) ?? -1;
  for (const titles of Object.values<Titles | undefined>(needed)) {
    if (titles && placeOf(titles) < 0) throw feedError(feed, `the table has no column ${titles.join(' or ')}`);
  }
  const places = new Map(
    Object.entries<Titles | undefined>({ ...needed, ...optional }).map(([name, titles]) => [
      name,
      titles ? placeOf(titles) : -1,
    ]),
  );
  const whole = others.filter(({ cells }) => cells.length === keys.length);
  const torn = others.filter(({ cells }) => cells.length !== keys.length);
  return {
    rows: whole.map(({ line, cells }) => ({
      where: `line ${line}`,
      cell: (name) => cells[places.get(name) ?? -1]?.trim() || null,
    })),
    problems: [
      ...torn.map(({ line, cells }) => `${feed}, line ${line}: ${cells.length} cells, the header has ${keys.length}`),
      ...(isCut ? [`${feed}: it ends inside quotes, its last row is lost`] : []),
    ],
    title: (name) => header?.cells[places.get(name) ?? -1],
  };
}

/** A day as `2025-03-31` or `3/31/2025`, UTC ms; null where it is missing. Throws a fault. */
export function dayIn(field: string, text: string | null): number | null {
  if (text === null) return null;
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  try {
    const date = year
      ? Temporal.PlainDate.from({ year: Number(year), month: Number(month), day: Number(day) }, { overflow: 'reject' })
      : Temporal.PlainDate.from(text);
    return date.toZonedDateTime('UTC').epochMilliseconds;
  } catch {
    throw fault(field, `${text} is no day: write 2025-03-31 or 3/31/2025`);
  }
}

/** A number that cannot be negative; null where it is missing. Throws a fault. */
export function amountIn(field: string, text: string | null): number | null {
  const value = numberIn(field, text?.replaceAll(/[,$]/g, '') ?? null);
  if (value !== null && value < 0) throw fault(field, `${value} is negative`);
  return value;
}
