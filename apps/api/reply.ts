import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as turnEnd } from 'node:timers/promises';
import { type Document, fileFormat, type FileFormatName } from '#tables';
import { refused } from './problem.ts';

/** The part of Fastify's reply that the api uses. */
export interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
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

/** So many rows are written in a turn: others are answered in between, and what is written is compressed meanwhile. */
const rowsAtOnce = 500;

interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly shown: (row: Row) => unknown;
}

async function* jsonParts<Row>(told: object, { rows, shown }: Rows<Row>): AsyncGenerator<string> {
  yield JSON.stringify({ ...told, rows: [] }).slice(0, -2);
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = JSON.stringify(rows.slice(from, from + rowsAtOnce).map(shown)).slice(1, -1);
    yield from === 0 ? part : `,${part}`;
    await turnEnd();
  }
  yield ']}';
}

/** What is `told` with its `rows` as JSON, each as it is shown; many of them are written in parts. */
export function withRows<Row>(reply: Reply, told: object, { rows, shown }: Rows<Row>): object {
  if (rows.length <= rowsAtOnce) return { ...told, rows: rows.map(shown) };
  void reply.header('content-type', 'application/json; charset=utf-8');
  return Readable.from(jsonParts(told, { rows, shown }));
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
