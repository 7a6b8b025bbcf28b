import { isRecord } from '../draft.ts';

/** A reply of the cgminer API as an object. */
export type Reply = Readonly<Record<string, unknown>>;

export interface ParsedReply {
  readonly reply: Reply;
  /** The text ended before the reply did: what follows the last complete member is missing. */
  readonly isCut: boolean;
}

interface Reader {
  readonly text: string;
  at: number;
  isCut: boolean;
}

const cut = Symbol('cut');
const maxDepth = 64;
const bareNumber = /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/y;
const bareWord = /[+-]?[A-Za-z]+/y;
const words: Readonly<Record<string, boolean | null>> = {
  true: true,
  false: false,
  null: null,
  nan: null,
  inf: null,
  infinity: null,
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function fail(reader: Reader, expected: string): never {
  const found = reader.text.slice(reader.at, reader.at + 12);
  throw new SyntaxError(`expected ${expected} at character ${reader.at}, found ${JSON.stringify(found)}`);
}

function skip(reader: Reader, blanks: RegExp): void {
  blanks.lastIndex = reader.at;
  blanks.exec(reader.text);
  reader.at = Math.max(reader.at, blanks.lastIndex);
}
const spaces = /[\s\0]*/y;
const spacesAndCommas = /[\s\0,]*/y;

function readEscape(reader: Reader): string {
  const letter = reader.text[reader.at++] ?? '';
  if (letter !== 'u') return escapes[letter] ?? letter;
  const digits = reader.text.slice(reader.at, reader.at + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) return 'u';
  reader.at += 4;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function readString(reader: Reader): string | typeof cut {
  let value = '';
  reader.at++;
  while (reader.at < reader.text.length) {
    const letter = reader.text[reader.at++];
    if (letter === '"') return value;
    value += letter === '\\' ? readEscape(reader) : letter;
  }
  reader.isCut = true;
  return cut;
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  if (found !== undefined && reader.at >= reader.text.length) reader.isCut = true;
  return found;
}

function readScalar(reader: Reader): unknown {
  if (reader.text[reader.at] === '"') return readString(reader);
  const number = match(reader, bareNumber);
  if (number !== undefined) return reader.isCut ? cut : Number(number);
  const word = match(reader, bareWord)?.replace(/^[+-]/, '').toLowerCase();
  if (reader.isCut) return cut;
  const value = word === undefined ? undefined : words[word];
  return value === undefined ? fail(reader, 'a value') : value;
}

function readValue(reader: Reader, depth: number): unknown {
  if (depth > maxDepth) fail(reader, 'fewer nested brackets');
  skip(reader, spaces);
  const letter = reader.text[reader.at];
  if (letter === undefined) {
    reader.isCut = true;
    return cut;
  }
  if (letter !== '{' && letter !== '[') return readScalar(reader);
  reader.at++;
  return letter === '{' ? readMembers(reader, depth + 1, '}') : readItems(reader, depth + 1);
}

/** True at the closing bracket, which is taken, and at the end of the text. */
function isAtEnd(reader: Reader, bracket: string): boolean {
  skip(reader, spacesAndCommas);
  if (reader.at >= reader.text.length) reader.isCut = true;
  else if (reader.text[reader.at] === bracket) reader.at++;
  else return false;
  return true;
}

function readMembers(reader: Reader, depth: number, bracket: string): Reply {
  const members: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  while (!reader.isCut && !isAtEnd(reader, bracket)) {
    if (reader.text[reader.at] !== '"') fail(reader, 'a member');
    const key = readString(reader);
    skip(reader, spaces);
    if (key === cut || reader.at >= reader.text.length) reader.isCut = true;
    else if (reader.text[reader.at++] !== ':') fail(reader, 'a colon');
    else {
      const value = readValue(reader, depth);
      if (value !== cut) members[key] = value;
    }
  }
  return members;
}

/** Some firmware writes an object of error codes in square brackets; it is read as the object. */
function readItems(reader: Reader, depth: number): unknown {
  const items: unknown[] = [];
  while (!reader.isCut && !isAtEnd(reader, ']')) {
    const start = reader.at;
    const value = readValue(reader, depth);
    skip(reader, spaces);
    if (typeof value === 'string' && reader.text[reader.at] === ':') {
      reader.at = start;
      return readMembers(reader, depth, ']');
    }
    if (value !== cut) items.push(value);
  }
  return items;
}

function parseDamaged(text: string): ParsedReply {
  const reader: Reader = { text, at: 0, isCut: false };
  const isHeadless = text.startsWith(',');
  if (!isHeadless && !text.startsWith('{')) fail(reader, 'an object');
  reader.at = 1;
  return { reply: readMembers(reader, 0, '}'), isCut: reader.isCut };
}

/**
 * The object that a miner's reply means. A valid reply is parsed as it is. In a damaged one, commas may be missing, doubled or in front,
 * strings may hold raw line breaks, numbers may be `inf` or `nan` (null), and the end may be missing: a value that may have been cut is dropped.
 * Throws `SyntaxError` where it is no such reply.
 */
export function parseReply(raw: string): ParsedReply {
  const text = raw.replace(/[\s\0]+$/, '').trimStart();
  try {
    const reply: unknown = JSON.parse(text);
    if (isRecord(reply)) return { reply, isCut: false };
  } catch {
    return parseDamaged(text);
  }
  throw new SyntaxError('the reply is not an object');
}
