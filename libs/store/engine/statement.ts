import { StoreException } from './exception.ts';
import { literal, tokens, type Token } from './lexer.ts';

/** What the HTTP front has to know of a statement; offsets are into the text that was analysed. */
export interface Statement {
  /** First word, upper case. */
  readonly verb: string;
  /** `rows`: streams a result. `load`: takes its rows from a body. `other`: has a small result or none. */
  readonly kind: 'rows' | 'load' | 'other';
  /** The FORMAT clause that the statement itself carries. */
  readonly format?: { readonly name: string; readonly start: number; readonly end: number };
  /** Where inline data begins; only of `load`. */
  readonly dataStart: number;
  /** Where `FROM INFILE` belongs; only of a `load` without `input()`. */
  readonly infileAt: number;
  readonly input?: { readonly start: number; readonly end: number; readonly structure: string };
  /** Where the statement ends, without a closing semicolon. */
  readonly end: number;
}

const rowVerbs = new Set(['SELECT', 'WITH', 'FROM', '(']);
const upper = (token: Token | undefined): string =>
  token?.type === 'word' ? token.text.toUpperCase() : (token?.text ?? '');

function refuseFiles(list: readonly Token[]): void {
  const isFile = (token: Token, at: number): boolean =>
    token.depth === 0 && ['INFILE', 'OUTFILE'].includes(upper(token)) && ['FROM', 'INTO'].includes(upper(list[at - 1]));
  if (list.some(isFile))
    throw new StoreException(
      48,
      'NOT_IMPLEMENTED',
      'INTO OUTFILE and FROM INFILE are for clients, not for the HTTP interface',
    );
}

/** Where the one statement ends; a second one is refused, as by ClickHouse's HTTP interface. */
function endOf(list: readonly Token[], length: number): number {
  const semicolon = list.findIndex((token) => token.depth === 0 && token.text === ';');
  if (semicolon < 0) return length;
  const next = list.slice(semicolon).find((token) => token.text !== ';');
  if (next)
    throw new StoreException(
      62,
      'SYNTAX_ERROR',
      `Syntax error (Multi-statements are not allowed): failed at position ${next.start + 1}`,
    );
  return list[semicolon]?.start ?? length;
}

/** The FORMAT clause of a query: the word FORMAT, a name, and then only the end or SETTINGS. */
function formatClause(list: readonly Token[]): Statement['format'] {
  const at = list.findLastIndex((token, index) => {
    if (token.depth !== 0 || upper(token) !== 'FORMAT') return false;
    const after = list[index + 2];
    return (
      list[index + 1]?.type === 'word' && (after === undefined || after.text === ';' || upper(after) === 'SETTINGS')
    );
  });
  const [keyword, name] = [list[at], list[at + 1]];
  return keyword && name ? { name: name.text, start: keyword.start, end: name.end } : undefined;
}

const dataGap = /[ \t\r\f]*;?[ \t\r\f]*\n?/y;

/** Data begins after the rest of the line's blanks, as the engine has it. */
function afterGap(text: string, at: number): number {
  dataGap.lastIndex = at;
  return at + (dataGap.exec(text)?.[0].length ?? 0);
}

interface LoadTokens {
  readonly list: Token[];
  /** FORMAT or VALUES, and the name of the format after the former. */
  readonly keyword?: Token;
  readonly name?: Token;
  readonly hasSelect: boolean;
}

/** A column called `format` follows SELECT, a comma or an operator; the clause does not. */
function canPrecedeFormat(previous: Token | undefined): boolean {
  if (previous === undefined || upper(previous) === 'SELECT') return false;
  return previous.type !== 'symbol' || ')]}*'.includes(previous.text);
}

/** Reads an INSERT up to its data. */
function readLoad(text: string): LoadTokens {
  const list: Token[] = [];
  let hasSelect = false;
  let keyword: Token | undefined;
  for (const token of tokens(text)) {
    if (keyword) {
      if (token.type === 'word' && token.depth === 0) return { list, keyword, name: token, hasSelect };
      keyword = undefined;
    }
    list.push(token);
    if (token.depth !== 0) continue;
    const name = upper(token);
    if (name === 'SELECT' || name === 'WITH') hasSelect = true;
    if (name === 'VALUES' && !hasSelect) return { list, keyword: token, hasSelect };
    if (name === 'FORMAT' && canPrecedeFormat(list.at(-2))) keyword = token;
  }
  return { list, hasSelect };
}

/** The call `input('<structure>')`; its body replaces it. */
function inputCall(list: readonly Token[]): Statement['input'] {
  const at = list.findIndex(
    (token, index) =>
      upper(token) === 'INPUT' &&
      list[index + 1]?.text === '(' &&
      list[index + 2]?.type === 'string' &&
      list[index + 3]?.text === ')',
  );
  const [call, structure, close] = [list[at], list[at + 2], list[at + 3]];
  return call && structure && close ? { start: call.start, end: close.end, structure: structure.text } : undefined;
}

/** The parts of an INSERT that takes its rows from a body. */
function loadOf(text: string, { list, keyword, name }: LoadTokens & { keyword: Token }): Statement {
  const settings = list.find((token) => token.depth === 0 && upper(token) === 'SETTINGS');
  const { end } = name ?? keyword;
  const format = { name: name?.text ?? 'Values', start: keyword.start, end };
  const dataStart = name ? afterGap(text, end) : end;
  return { verb: 'INSERT', kind: 'load', format, dataStart, infileAt: settings?.start ?? keyword.start, end };
}

function analyseInsert(text: string): Statement {
  const read = readLoad(text);
  const { list, keyword, hasSelect } = read;
  refuseFiles(list);
  const input = hasSelect ? inputCall(list) : undefined;
  if (keyword && !hasSelect) return loadOf(text, { ...read, keyword });
  if (keyword && input) return { ...loadOf(text, { ...read, keyword }), input };
  if (input) throw new StoreException(62, 'SYNTAX_ERROR', 'INSERT from input() needs a FORMAT clause at its end');
  const end = endOf([...tokens(text)], text.length);
  return { verb: 'INSERT', kind: 'other', dataStart: end, infileAt: end, end };
}

/** Finds the parts of one statement. Throws the engine's own codes for what its HTTP interface refuses. */
export function analyse(text: string): Statement {
  const first = tokens(text).next().value as Token | undefined;
  if (!first) throw new StoreException(62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
  const verb = upper(first);
  if (verb === 'INSERT') return analyseInsert(text);
  const list = [...tokens(text)];
  refuseFiles(list);
  const end = endOf(list, text.length);
  const format = formatClause(list);
  const writes = list.some((token) => token.depth === 0 && upper(token) === 'INSERT');
  const kind = rowVerbs.has(verb) && !(verb === 'WITH' && writes) ? 'rows' : 'other';
  return { verb, kind, dataStart: end, infileAt: end, end, ...(format && { format }) };
}

/** The statement with its result written to the named pipe `path`, in `fallback` unless it names a format itself. */
export function toPipe(
  text: string,
  statement: Statement,
  { path, fallback }: { path: string; fallback: string },
): string {
  const at = statement.format?.start ?? statement.end;
  const tail = statement.format ? text.slice(at, statement.end) : `FORMAT ${fallback}`;
  return `${text.slice(0, at)}\nINTO OUTFILE ${literal(path)} APPEND COMPRESSION 'none' ${tail}`;
}

/** The statement reading its rows from the file `path`: a body is never spliced into SQL. */
export function fromFile(text: string, statement: Statement, path: string): string {
  const { format, input, infileAt } = statement;
  if (!format) return text;
  if (input)
    return `${text.slice(0, input.start)}file(${literal(path)}, ${literal(format.name)}, ${input.structure})${text.slice(input.end, format.start)}`;
  return `${text.slice(0, infileAt)} FROM INFILE ${literal(path)} COMPRESSION 'none' ${text.slice(infileAt, format.start)} FORMAT ${format.name}`;
}
