import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { StoreException } from './exception.ts';

/** A statement may be at most this long; rows belong in a body of their own, which has no bound. */
const maxStatementBytes = 64 * 1024 * 1024;

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

async function pump(message: IncomingMessage, target: Writable): Promise<void> {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return pipeline(message, target);
  const decoder = decoders[encoding];
  if (!decoder) throw new StoreException(48, 'NOT_IMPLEMENTED', `Unknown Content-Encoding ${encoding}`);
  await pipeline(message, decoder(), target);
}

/** Reads a whole body into memory. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      size += chunk.length;
      chunks.push(chunk);
      const isTooLong = size > maxStatementBytes;
      callback(
        isTooLong
          ? new StoreException(307, 'TOO_MANY_BYTES', `The statement is longer than ${maxStatementBytes} bytes`)
          : null,
      );
    },
  });
  await pump(message, collect);
  return Buffer.concat(chunks);
}

/**
 * Writes a body to a file that only this user can read. Rejects when the client goes away before its end,
 * so that half a body is never inserted.
 */
export async function spoolBody(message: IncomingMessage, path: string): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  // Written in place of libuv's thread pool, which running statements occupy; this is a copy into the page cache.
  const sink = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      try {
        writeFileSync(file, chunk);
        callback();
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  try {
    await pump(message, sink);
  } finally {
    closeSync(file);
  }
}

const partName = /name="([^"]*)"/;

/** The parts of a `multipart/form-data` body: the client sends long parameters so. */
export function formParts(body: Buffer, contentType: string): Map<string, string> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) throw new StoreException(36, 'BAD_ARGUMENTS', 'multipart/form-data without a boundary');
  const pieces = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return new Map(
    pieces.map((piece) => {
      const split = piece.indexOf('\r\n\r\n');
      const name = partName.exec(piece.slice(0, split))?.[1] ?? '';
      return [name, Buffer.from(piece.slice(split + 4, -2), 'latin1').toString('utf8')];
    }),
  );
}
