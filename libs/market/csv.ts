import { type CsvRecord, readCsv } from '#runtime';
import { feedError, textOf } from './body.ts';

/** A row of a table by the keys of its columns; a cell that is blank is null. */
export interface CsvRow {
  /** Names the row in problems. */
  readonly where: string;
  readonly cells: ReadonlyMap<string, string | null>;
}

export interface CsvTable {
  /** Title of each column as it stands in the answer, by key. */
  readonly titles: ReadonlyMap<string, string>;
  /** Lines before the header. */
  readonly preamble: readonly CsvRecord[];
  readonly rows: readonly CsvRow[];
  readonly problems: readonly string[];
}

const maxPreamble = 20;

/** Key of a column: its title in lower case without a unit in brackets, blanks and signs, as sources spell titles in many ways. */
export const columnKey = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/\(.*?\)/g, '')
    .replaceAll(/[^a-z0-9]/g, '');

/**
 * The table in a CSV answer; its header is the first line that has all the wanted columns, given by key.
 * A row with more or fewer cells than the header is a problem and loses only itself. Throws `FEED_ANSWER` where there is no header.
 */
export function readCsvTable(body: Uint8Array, feed: string, wanted: readonly string[]): CsvTable {
  const { records, isCut } = readCsv(textOf(body, feed));
  const keys = records.slice(0, maxPreamble).map(({ cells }) => cells.map(columnKey));
  const header = keys.findIndex((of) => wanted.every((key) => of.includes(key)));
  const names = keys[header];
  if (!names) throw feedError(feed, `the answer has no columns ${wanted.join(', ')}`);
  const rows: CsvRow[] = [];
  const problems: string[] = [];
  for (const { line, cells } of records.slice(header + 1)) {
    if (cells.length === names.length) {
      const row = new Map(names.map((name, i) => [name, cells[i]?.trim() || null]));
      rows.push({ where: `line ${line}`, cells: row });
    } else problems.push(`feed ${feed}, line ${line}: ${cells.length} cells, the header has ${names.length}`);
  }
  if (isCut) problems.push(`feed ${feed}: the answer ends inside quotes, its last row is lost`);
  const titles = records[header]?.cells ?? [];
  return {
    titles: new Map(names.map((name, i) => [name, titles[i] ?? name])),
    preamble: records.slice(0, header),
    rows,
    problems,
  };
}
