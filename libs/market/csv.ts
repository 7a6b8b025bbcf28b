import { feedError, textOf } from './body.ts';

/** A record of a CSV text: where it starts, counted from 1, and its cells. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Records of a CSV text, without blank lines, and whether its last one ends inside quotes, as one that was cut does. */
export interface CsvText {
  readonly records: readonly CsvRecord[];
  readonly isCut: boolean;
}

/** A quoted or a bare cell with what ends it: a comma, the end of the line or of the text. */
const cellPattern = /[ \t]*(?:"((?:[^"]|"")*)"|([^",\r\n]*))[ \t]*(,|\r\n|\n|\r|$)/y;

const linesIn = (text: string): number => text.split(/\r\n|\n|\r/).length - 1;

/** Reads CSV as in RFC 4180, with line ends of any system and a byte order mark. A quote inside a bare cell is kept as it is. */
export function readCsv(text: string): CsvText {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let startedAt = 1;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const end = (): void => {
    if (cells.length > 1 || cells[0] !== '') records.push({ line: startedAt, cells });
    cells = [];
    startedAt = line;
  };
  while (at < text.length) {
    cellPattern.lastIndex = at;
    const [found, quoted, bare, ending] = cellPattern.exec(text) ?? oddCell(text, at);
    if (found === null) return { records, isCut: true };
    cells.push(quoted === undefined ? (bare ?? '').trim() : quoted.replaceAll('""', '"'));
    line += linesIn(found);
    at += found.length;
    if (ending !== ',') end();
  }
  if (cells.length > 0) {
    cells.push('');
    end();
  }
  return { records, isCut: false };
}

type Cell = readonly [found: string | null, quoted: undefined, bare: string, ending: string];

/** A cell with a quote where none should be: kept up to the next comma or line end, unless a quote that opened it never closes. */
function oddCell(text: string, at: number): Cell {
  const quote = text.slice(at).search(/[^ \t]/) + at;
  if (text[quote] === '"' && !text.includes('"', quote + 1)) return [null, undefined, '', ''];
  const [found = '', bare = '', ending = ''] = /([^,\r\n]*)(,|\r\n|\n|\r|$)/.exec(text.slice(at)) ?? [];
  return [found, undefined, bare, ending];
}

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
