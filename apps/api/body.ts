import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { tagOf } from './etag.ts';

/** Half the time of the default for a tenth more bytes: whoever asks waits for both. */
const level = 3;

/** Room for what a part becomes: each time it is full, compressing waits for the thread that writes the next part. */
const chunkSize = 256 * 1_024;

/** Fewer bytes fit into a packet as they are. */
const leastBytes = 1_024;

/** What is sent of an answer. */
export interface Body {
  /** Of the bytes before they are compressed. */
  readonly etag: string;
  readonly bytes: Buffer;
  readonly isGzip: boolean;
}

/** A text or bytes, whole or in parts. */
export type Parts = string | Buffer | AsyncIterable<string | Buffer>;

/** The body of an answer, as gzip where that is wanted and worth it: of one that comes in parts each is compressed while the next is made. */
export async function bodyOf(parts: Parts, wanted: { readonly isGzip: boolean }): Promise<Body> {
  const isWhole = typeof parts === 'string' || Buffer.isBuffer(parts);
  const isGzip = wanted.isGzip && !(isWhole && Buffer.byteLength(parts) < leastBytes);
  const sink = isGzip ? createGzip({ level, chunkSize }) : new PassThrough();
  const sent = buffer(sink);
  // If it fails, then because the parts have.
  sent.catch(() => undefined);
  const hash = createHash('sha1');
  try {
    for await (const part of isWhole ? [parts] : parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      hash.update(bytes);
      sink.write(bytes);
    }
  } catch (error) {
    sink.destroy();
    throw error;
  }
  sink.end();
  return { etag: tagOf(hash), bytes: await sent, isGzip };
}
