/** A word, a quoted text or one character of SQL; `depth` counts the open brackets around it. */
export interface Token {
  readonly type: 'word' | 'string' | 'identifier' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const blank = /(?:\s|\0)+/y;
const lineComment = /(?:--|#!|# )[^\n]*/y;
const word = /[A-Za-z0-9_]+/y;
const heredoc = /\$[A-Za-z0-9_]*\$/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The index after a block comment; they nest, as in the engine. */
function afterBlockComment(text: string, start: number): number {
  let level = 0;
  for (let at = start; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '/*') level++;
    else if (two === '*/') level--;
    else continue;
    at++;
    if (level === 0) return at + 1;
  }
  return text.length;
}

/** The index after a quoted text; a backslash or a doubled quote keeps it open. */
function afterQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return text.length;
}

function afterHeredoc(text: string, start: number, mark: string): number {
  const close = text.indexOf(mark, start + mark.length);
  return close < 0 ? text.length : close + mark.length;
}

function skipBlank(text: string, start: number): number {
  let at = start;
  for (;;) {
    const skipped = matchAt(blank, text, at) ?? matchAt(lineComment, text, at);
    if (skipped !== undefined) at += skipped.length;
    else if (text.startsWith('/*', at)) at = afterBlockComment(text, at);
    else return at;
  }
}

function tokenEnd(text: string, start: number): { type: Token['type']; end: number } {
  const first = text[start];
  if (first === "'") return { type: 'string', end: afterQuoted(text, start) };
  if (first === '"' || first === '`') return { type: 'identifier', end: afterQuoted(text, start) };
  const mark = matchAt(heredoc, text, start);
  if (mark !== undefined) return { type: 'string', end: afterHeredoc(text, start, mark) };
  const letters = matchAt(word, text, start);
  if (letters !== undefined) return { type: 'word', end: start + letters.length };
  return { type: 'symbol', end: start + 1 };
}

/** The tokens of ClickHouse SQL, lazily, so that a caller may stop where inline data begins. Comments are skipped. */
export function* tokens(text: string): Generator<Token> {
  let depth = 0;
  for (let start = skipBlank(text, 0); start < text.length;) {
    const { type, end } = tokenEnd(text, start);
    const piece = text.slice(start, end);
    if (type === 'symbol' && ')]}'.includes(piece)) depth = Math.max(0, depth - 1);
    yield { type, text: piece, start, end, depth };
    if (type === 'symbol' && '([{'.includes(piece)) depth++;
    start = skipBlank(text, end);
  }
}

/** A text as a ClickHouse string literal. */
export const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;

/** A name as a quoted ClickHouse identifier. */
export const identifier = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``;

/** The statements of a text of DDL, split at semicolons outside quotes, comments and brackets; empty ones are left out. */
export function splitStatements(text: string): string[] {
  const ends = [...tokens(text)].filter((token) => token.depth === 0 && token.text === ';').map((token) => token.start);
  const starts = [0, ...ends.map((end) => end + 1)];
  const pieces = starts.map((start, index) => text.slice(start, ends[index] ?? text.length).trim());
  return pieces.filter((piece) => !tokens(piece).next().done);
}
