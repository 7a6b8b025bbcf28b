import type { ServerResponse } from 'node:http';
import { type Document, fileFormat, type FileFormatName } from '#tables';
import { JsonParts, type Rows, rowsAtOnce } from './json-parts.ts';
import { refused } from './problem.ts';

/** The part of Fastify's reply that the api uses. */
export interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  /** Writes the body as a text, which is JSON unless given; what is no text or bytes then is written by `onSend`. */
  serializer(write: (body: unknown) => unknown): Reply;
  send(body: unknown): Reply;
  /** Leaves `raw` to the caller. */
  hijack(): Reply;
}

/** Aborts when the asker goes away. */
export function goneOf({ raw }: Reply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Names the next page in the header `Link` (RFC 8288), where every format has it. */
export function linkNext(reply: Reply, path: string, parameters: Readonly<Record<string, unknown>>): void {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of [value].flat()) query.append(name, String(one));
  void reply.header('link', `<${path}?${query.toString()}>; rel="next"`);
}

/** What is `told` with its `rows` as JSON, each as it is shown; many of them are written in parts. */
export function withRows<Row>(reply: Reply, told: object, { rows, shown }: Rows<Row>): object {
  if (rows.length <= rowsAtOnce) return { ...told, rows: rows.map(shown) };
  void reply.header('content-type', 'application/json; charset=utf-8').serializer((body) => body);
  return new JsonParts(told, { rows, shown });
}

interface File {
  readonly format: FileFormatName;
  /** What it is of, in words that a file's name may have. */
  readonly about: readonly string[];
  readonly document: Document;
}

/** Most of a name's length that a long list may take. */
const longestWord = 80;

const fileWord = (text: string): string => text.replaceAll(/[^\w.+-]+/g, '_').slice(0, longestWord);

/** An instant without what file systems refuse. */
export const fileInstant = (iso: string): string => iso.replaceAll(/[-:]|\.000/g, '');

/** The body of a file, with the headers that tell what it is and what to call it. */
export function fileOf(reply: Reply, { format, about, document }: File): string | Buffer | Promise<Buffer> {
  const { media, write, maxRows = Infinity } = fileFormat(format);
  const { length } = document.table.rows;
  if (length > maxRows) {
    const detail = `${format} holds at most ${maxRows} rows, and these are ${length}: take parquet or csv`;
    throw refused({ parameter: 'format', detail, reason: 'too_large' });
  }
  const name = ['coload', ...about.map(fileWord)].join('-');
  void reply.header('content-type', media).header('content-disposition', `attachment; filename="${name}.${format}"`);
  return write(document);
}
