import type { StreamMessage, StreamRecord } from '../stream.ts';

const fixedBytes = 16;

/** A record as it is stored: time (f64), lengths of key and headers (u32 each), key, headers as JSON, value. */
export function encodeMessage(record: StreamRecord, timestamp: number): Buffer {
  const key = Buffer.from(record.key, 'utf8');
  const headers = record.headers ? Buffer.from(JSON.stringify(record.headers), 'utf8') : Buffer.alloc(0);
  const stored = Buffer.allocUnsafe(fixedBytes + key.length + headers.length + record.value.length);
  stored.writeDoubleLE(timestamp, 0);
  stored.writeUInt32LE(key.length, 8);
  stored.writeUInt32LE(headers.length, 12);
  stored.set(key, fixedBytes);
  stored.set(headers, fixedBytes + key.length);
  stored.set(record.value, fixedBytes + key.length + headers.length);
  return stored;
}

/** The inverse of `encodeMessage`; the value is a view of `stored`. */
export function decodeMessage(
  stored: Buffer,
  place: { topic: string; partition: number; offset: bigint },
): StreamMessage {
  const headersAt = fixedBytes + stored.readUInt32LE(8);
  const valueAt = headersAt + stored.readUInt32LE(12);
  return {
    ...place,
    key: stored.toString('utf8', fixedBytes, headersAt),
    value: stored.subarray(valueAt),
    headers:
      valueAt === headersAt ? {} : (JSON.parse(stored.toString('utf8', headersAt, valueAt)) as Record<string, string>),
    timestamp: stored.readDoubleLE(0),
  };
}

/** When a stored message was appended, in ms since the epoch. */
export const timestampOf = (stored: Buffer): number => stored.readDoubleLE(0);
