import { maxBatchRows, type BatchHeader } from '#contracts';
import { type Cursor, invalid } from './cursor.ts';

/** Magic byte 0 and the schema id, before the body. */
const frameBytes = 5;

/** The schema id of a message in Confluent's wire format; throws an `InvalidMessage` when it is not in it. */
export function schemaIdOf(value: Uint8Array): number {
  if (value.length < frameBytes) throw invalid('frame', `A message of ${value.length} bytes has no frame.`);
  if (value[0] !== 0) throw invalid('frame', `The magic byte is ${value[0]}, expected 0.`);
  return new DataView(value.buffer, value.byteOffset, value.byteLength).getInt32(1);
}

const within = (name: string, value: number, min: number, max: number): number => {
  if (!(value >= min && value <= max)) throw invalid('count', `${name} is ${value}, expected ${min} to ${max}.`);
  return value;
};

/**
 * Reads the fields that every batch of every schema begins with and leaves the cursor at the first column.
 * Throws an `InvalidMessage` when they are cut off or cannot be meant.
 */
export function readHeader(cursor: Cursor, value: Uint8Array): BatchHeader {
  cursor.open(value, frameBytes);
  return {
    collector: cursor.string(),
    incarnation: cursor.string(),
    sequence: within('sequence', cursor.number(), 0, Number.MAX_SAFE_INTEGER),
    site: cursor.string(),
    day: cursor.number(),
    produced_at: cursor.number(),
    count: within('count', cursor.number(), 0, maxBatchRows),
  };
}
