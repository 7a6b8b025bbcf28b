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
