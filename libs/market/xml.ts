import { feedError, plainTextOf } from './body.ts';

/** An element: its name without a prefix, the elements in it, and the text that is directly in it. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly fullName: string;
  readonly children: XmlElement[];
  text: string;
}

const maxDepth = 64;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** A comment, CDATA, processing instruction, end tag, start tag (attributes may hold `>`) or text. */
const tokenPattern =
  /<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\?[^]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;

function unescape(text: string, feed: string): string {
  return text.replaceAll(/&(#x[\da-f]+|#\d+|\w+)?;?/gi, (whole, name: string | undefined) => {
    const code = name?.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name?.slice(1));
    if (name?.startsWith('#') && code <= 0x10ffff) return String.fromCodePoint(code);
    const value = named[name ?? ''];
    if (value === undefined || !whole.endsWith(';')) throw feedError(feed, `the XML has an unknown entity ${whole}`);
    return value;
  });
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function take([, data, ending, starting, , isEmpty, plain]: RegExpExecArray, open: OpenElement[], feed: string): void {
  const current = open.at(-1);
  if (!current) throw feedError(feed, 'the XML closes more than it opens');
  if (starting !== undefined) {
    const started = { name: localName(starting), fullName: starting, children: [], text: '' };
    current.children.push(started);
    if (isEmpty === '') open.push(started);
    if (open.length > maxDepth) throw feedError(feed, 'the XML is nested too deep');
  } else if (ending !== undefined) {
    if (current.fullName !== ending) throw feedError(feed, `the XML closes ${ending} where ${current.name} is open`);
    open.pop();
  } else current.text += data ?? (plain === undefined ? '' : unescape(plain, feed));
}

/**
 * The root element of an XML answer; attributes, comments and instructions are passed over.
 * Throws `FEED_ANSWER` for XML that is cut or not well-formed, and for a document type declaration, which data needs not and attacks use.
 */
export function readXml(body: Uint8Array, feed: string): XmlElement {
  const text = plainTextOf(body, feed);
  const root: OpenElement = { name: '', fullName: '', children: [], text: '' };
  const open: OpenElement[] = [root];
  let at = 0;
  while (at < text.length) {
    tokenPattern.lastIndex = at;
    const token = tokenPattern.exec(text);
    if (!token) throw feedError(feed, `the XML cannot be read: ${text.slice(at, at + 40)}`);
    take(token, open, feed);
    at += token[0].length;
  }
  const [element, ...more] = root.children;
  if (open.length > 1) throw feedError(feed, `the XML was cut inside ${open.at(-1)?.name}`);
  if (!element || more.length > 0 || root.text.trim() !== '') throw feedError(feed, 'the answer is no XML document');
  return element;
}

/** Elements of a name directly in an element. */
export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** The trimmed text at a path below an element; null where there is none or it is blank. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | null {
  let at: XmlElement | undefined = element;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at?.text.trim() || null;
}
