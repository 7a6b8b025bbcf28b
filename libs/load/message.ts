import { type BatchHeader, type BatchSchema, schemaById, type Topic } from '#contracts';
import { PipelineError, Retriable } from '#runtime';
import { Cursor, invalid } from './cursor.ts';
import { readHeader, schemaIdOf } from './header.ts';

/** What the loader needs of a message of the stream. */
export interface SourceMessage {
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: Uint8Array;
  /** When the stream took it, UTC ms; 0 when that is not known. */
  readonly timestamp: number;
}

/** A message whose frame and header are understood; its columns are not read yet. */
export interface Envelope {
  readonly message: SourceMessage;
  readonly schema: BatchSchema;
  readonly header: BatchHeader;
  /** Where the columns begin in the value. */
  readonly bodyAt: number;
}

/** Finds the released schema of an id, or undefined; a registry behind it may learn of one later. */
export type SchemaLookup = (id: number) => BatchSchema | undefined;

/**
 * Reads frame and header of a message. Throws an `InvalidMessage` when they cannot be read or do not fit topic and key,
 * and `SCHEMA_UNKNOWN` as a `Retriable` when the schema id is not registered.
 */
export function openMessage(topic: Topic, message: SourceMessage, lookup: SchemaLookup = schemaById): Envelope {
  const id = schemaIdOf(message.value);
  const schema = lookup(id);
  if (!schema)
    throw new Retriable('SCHEMA_UNKNOWN', `Schema id ${id} of ${topic} is not registered.`, { details: { id } });
  if (schema.topic !== topic) throw invalid('schema_topic', `Schema id ${id} is of ${schema.topic}, not of ${topic}.`);
  const cursor = new Cursor();
  const header = readHeader(cursor, message.value);
  if (header.site !== message.key) throw invalid('key', `The batch is of ${header.site}, its key says ${message.key}.`);
  return { message, schema, header, bodyAt: cursor.at };
}

/** The header of any released message, for comparing it with what the store has; null when it cannot be read. */
export function headerOf(value: Uint8Array): BatchHeader | null {
  try {
    schemaIdOf(value);
    return readHeader(new Cursor(), value);
  } catch (error) {
    if (error instanceof PipelineError) return null;
    throw error;
  }
}
