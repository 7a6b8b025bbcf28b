import { createHash } from 'node:crypto';
import { messageOf, PipelineError, readCsv } from '#runtime';

/** One row of what is told, not judged yet. */
export interface ToldRow {
  /** Names it: `line 3` of a file, `entry 0` of a list. */
  readonly where: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Cells of a file are text that may stand for something else. */
  readonly isText: boolean;
  /** Why it is no row at all. */
  readonly fault?: string;
}

export interface ToldRows {
  readonly rows: readonly ToldRow[];
  /** SHA-256 of the text. */
  readonly digest: string;
}

const wrong = (message: string): PipelineError => new PipelineError('CONFIG_INVALID', message);
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `a.b` is the key b of what is under a. A cell that is blank says nothing. */
function bodyOf(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (cell === '') continue;
    const keys = name.split('.');
    const last = keys.pop() ?? name;
    let into = body;
    for (const key of keys) into = (into[key] ??= {}) as Record<string, unknown>;
    into[last] = cell;
  }
  return body;
}

/** Rows of a CSV file whose header names the keys of an entry. Throws `CONFIG_INVALID` where there is no header. */
export function csvRows(text: string): ToldRows {
  const { records, isCut } = readCsv(text);
  const [header, ...rest] = records;
  if (!header) throw wrong('the file is empty: its first line names the columns');
  const names = header.cells.map((cell) => cell.trim());
  const twice = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (twice !== undefined)
    throw wrong(`line ${header.line}: ${twice === '' ? 'a column has no name' : `two columns are called ${twice}`}`);
  const rows = rest.map(({ line, cells }): ToldRow => {
    const row = { where: `line ${line}`, body: bodyOf(names, cells), isText: true };
    if (cells.length === names.length) return row;
    return { ...row, fault: `${cells.length} cells, the header has ${names.length}` };
  });
  const cut: ToldRow = {
    where: 'end of file',
    body: {},
    isText: true,
    fault: 'ends inside quotes, the last row is lost',
  };
  return { rows: isCut ? [...rows, cut] : rows, digest: digestOf(text) };
}

const isBody = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows of a JSON list of entries. Throws `CONFIG_INVALID` where it is none. */
export function jsonRows(given: unknown): ToldRows {
  if (!Array.isArray(given)) throw wrong('a list of entries is needed');
  const rows = given.map((body: unknown, index): ToldRow => {
    const row = { where: `entry ${index}`, isText: false };
    return isBody(body) ? { ...row, body } : { ...row, body: {}, fault: 'is no object' };
  });
  return { rows, digest: digestOf(JSON.stringify(given)) };
}

/** The JSON value of a text. Throws `CONFIG_INVALID`. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`no JSON: ${messageOf(error)}`);
  }
}
