import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { describeFailure } from './exception.ts';

export interface ReplyOptions {
  readonly response: ServerResponse;
  readonly queryId: string;
  readonly format: string;
  readonly isGzip: boolean;
  /** An error within the first so many bytes of a result is still answered with a status and a code of its own. */
  readonly holdBytes: number;
}

export interface Reply {
  /** Takes a piece of the result; false: wait for `onDrain` before the next. */
  write(chunk: Buffer): boolean;
  onDrain(run: () => void): void;
  /** Ends a result; `summary` holds what is known of it, as ClickHouse names it. */
  finish(summary: Readonly<Record<string, string>>): void;
  /** Answers with an error, or ends a result that has begun with ClickHouse's exception block. */
  fail(error: unknown): void;
  /** Breaks the connection off. */
  drop(): void;
}

const types: readonly (readonly [RegExp, string])[] = [
  [/^JSON(Strings|Compact|CompactStrings)?$/i, 'application/json; charset=UTF-8'],
  [/EachRow/i, 'application/x-ndjson; charset=UTF-8'],
  [/^(TabSeparated|TSV)/i, 'text/tab-separated-values; charset=UTF-8'],
  [/^CSV/i, 'text/csv; charset=UTF-8'],
  [/^(Native|RowBinary|Parquet|Arrow|ORC|Avro|Protobuf|MsgPack)/i, 'application/octet-stream'],
];

const contentType = (format: string): string =>
  types.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8';

/** Formats whose reader finds the exception block in the text; of the others only a broken connection tells that they are not whole. */
const showsBlock = /EachRow|^TabSeparated|^TSV|^CSV/i;

/** An answer that is an error from the start. */
function refuse(response: ServerResponse, headers: Readonly<Record<string, string>>, error: unknown): void {
  const { code, status, text } = describeFailure(error);
  const details = { 'X-ClickHouse-Exception-Code': String(code), 'Content-Type': 'text/plain; charset=UTF-8' };
  response
    .writeHead(status, { ...headers, ...details, ...(status === 503 && { 'Retry-After': '1' }) })
    .end(`${text}\n`);
}

/** What ClickHouse ends a result with that it cannot finish. */
function exceptionBlock(tag: string, error: unknown): string {
  const message = `${describeFailure(error).text}\n`;
  return `\r\n__exception__\r\n${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`;
}

export function createReply({ response, queryId, format, isGzip, holdBytes }: ReplyOptions): Reply {
  const tag = randomBytes(8).toString('hex');
  const held: Buffer[] = [];
  let heldBytes = 0;
  let sink: Writable | undefined;
  const shared = {
    'X-ClickHouse-Server-Display-Name': 'coload',
    'X-ClickHouse-Query-Id': queryId,
    'X-ClickHouse-Timezone': 'UTC',
  };

  function begin(summary: Readonly<Record<string, string>>): Writable {
    const details = {
      'X-ClickHouse-Format': format,
      'X-ClickHouse-Summary': JSON.stringify(summary),
      'X-ClickHouse-Exception-Tag': tag,
    };
    response.writeHead(200, {
      ...shared,
      ...details,
      'Content-Type': contentType(format),
      ...(isGzip && { 'Content-Encoding': 'gzip' }),
    });
    sink = response;
    if (isGzip) {
      const gzip = createGzip({ level: 1 });
      gzip.pipe(response);
      sink = gzip;
    }
    if (heldBytes > 0) sink.write(Buffer.concat(held));
    return sink;
  }

  function breakOff(target: Writable, error: unknown): void {
    const block = exceptionBlock(tag, error);
    if (showsBlock.test(format)) target.end(block);
    else target.write(block, () => response.destroy());
  }

  return {
    write: (chunk) => {
      if (sink) return sink.write(chunk);
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= holdBytes) begin({});
      return true;
    },
    onDrain: (run) => {
      sink?.once('drain', run);
    },
    finish: (summary) => {
      (sink ?? begin(summary)).end();
    },
    fail: (error) => {
      if (response.destroyed) return;
      if (sink) breakOff(sink, error);
      else refuse(response, shared, error);
    },
    drop: () => response.destroy(),
  };
}
