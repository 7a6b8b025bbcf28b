import { crc32, inflateRawSync } from 'node:zlib';
import { messageOf } from '#runtime';
import { feedError } from './body.ts';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly body: Uint8Array;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const endLength = 22;
const maxCommentLength = 0xffff;
const stored = 0;
const deflated = 8;
const maxEntries = 64;
/** Of all files together, so that a small answer cannot fill the memory. */
const maxBytes = 256 * 1024 * 1024;

export const isZip = (body: Uint8Array): boolean => body[0] === 0x50 && body[1] === 0x4b;

function directoryOf(bytes: Buffer, feed: string): { readonly count: number; readonly at: number } {
  const least = Math.max(0, bytes.length - endLength - maxCommentLength);
  for (let at = bytes.length - endLength; at >= least; at--) {
    if (bytes.readUInt32LE(at) === endSignature)
      return { count: bytes.readUInt16LE(at + 10), at: bytes.readUInt32LE(at + 16) };
  }
  throw feedError(feed, 'the archive has no end: it was cut');
}

function bodyOf(bytes: Buffer, central: number, budget: number): Buffer {
  const method = bytes.readUInt16LE(central + 10);
  const crc = bytes.readUInt32LE(central + 16);
  const packed = bytes.readUInt32LE(central + 20);
  const size = bytes.readUInt32LE(central + 24);
  const local = bytes.readUInt32LE(central + 42);
  if (bytes.readUInt32LE(local) !== localSignature) throw new Error('a file is not where the directory says');
  if (size > budget) throw new Error(`its files are larger than ${maxBytes} bytes`);
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const data = bytes.subarray(from, from + packed);
  if (method !== stored && method !== deflated) throw new Error(`method ${method} is not known`);
  const body = method === stored ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
  if (body.length !== size || crc32(body) !== crc) throw new Error('a file differs from its checksum');
  return body;
}

/**
 * Files of a ZIP archive (APPNOTE 6.3: stored or deflated, neither split, encrypted nor ZIP64).
 * Throws `FEED_ANSWER` for one that is cut, damaged, or larger than 64 files or 256 MiB.
 */
export function readZip(body: Uint8Array, feed: string): readonly ZipEntry[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const { count, at: start } = directoryOf(bytes, feed);
  if (count > maxEntries) throw feedError(feed, `the archive has ${count} files`);
  const entries: ZipEntry[] = [];
  let budget = maxBytes;
  let at = start;
  try {
    for (let i = 0; i < count; i++) {
      if (bytes.readUInt32LE(at) !== centralSignature) throw new Error('its directory is damaged');
      const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
      const file = bodyOf(bytes, at, budget);
      budget -= file.length;
      entries.push({ name: bytes.toString('utf8', at + 46, nameEnd), body: file });
      at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
  } catch (error) {
    throw feedError(feed, `the archive cannot be read: ${messageOf(error)}`, error);
  }
  return entries;
}
