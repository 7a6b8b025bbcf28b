import { createHash } from 'node:crypto';
import avro from 'avsc';
import { type BatchHeader, type BatchSchema, currentSchema, schemaById, type Topic, topics, utcDay } from '#contracts';
import { type Clock, InvalidMessage, messageOf, Retriable } from '#runtime';
import type { Store } from '#store';
import type { Stream, StreamRecord } from '#stream';
import { type Bounds, decodeBlock } from './block.ts';
import { Cursor, invalid } from './cursor.ts';
import { resolveDeadLetters, type StoredDeadLetter } from './dead-letters.ts';
import { readHeader, schemaIdOf } from './header.ts';
import { openMessage, type SchemaLookup } from './message.ts';
import type { JsonValue } from './rows.ts';

/** Fields that every batch begins with. */
const headerFields = 7;

export interface ReplayOptions {
  readonly store: Store;
  readonly stream: Pick<Stream, 'append' | 'bounds' | 'read'>;
  readonly clock: Clock;
  /** What is good now; the reason for a replay is often that it was widened. */
  readonly bounds: Readonly<Record<Topic, Bounds>>;
  readonly lookup?: SchemaLookup;
  /** Who asks for it, and why. */
  readonly by: string;
  readonly note: string;
}

/** A dead letter that would be one again, with the reason. */
export interface Refused {
  readonly letter: StoredDeadLetter;
  readonly why: string;
}

export interface Replayed {
  readonly replayed: readonly StoredDeadLetter[];
  readonly refused: readonly Refused[];
}

/**
 * Its own channel for each dead letter: the loader knows a second copy, so a replay that is repeated, or cut off before it was noted,
 * counts once; and no batch that the collector has numbered since keeps it out.
 */
const channelOf = ({ id }: StoredDeadLetter): Pick<BatchHeader, 'incarnation' | 'sequence'> => ({
  incarnation: `replay ${id}`,
  sequence: 1,
});

const framed = (id: number, ...parts: readonly Uint8Array[]): Buffer => {
  const frame = Buffer.alloc(5);
  frame.writeInt32BE(id, 1);
  return Buffer.concat([frame, ...parts]);
};

function numberOrText(value: JsonValue | undefined, kind: string): JsonValue {
  if (value === undefined || value === null) return null;
  return kind === 'string' || kind === 'enum' ? value : Number(value);
}

/** A batch of the one row. */
function rowMessage(letter: StoredDeadLetter, values: NonNullable<StoredDeadLetter['values']>, now: number): Buffer {
  const schema = currentSchema(letter.topic);
  const { site, collector, topic } = letter;
  const columns = schema.columns.map(({ name, kind }) => {
    const value = numberOrText(values[name], kind);
    return [name, value === null ? [] : [value]];
  });
  const header: BatchHeader = {
    collector,
    ...channelOf(letter),
    site,
    day: utcDay(Number(values[topics[topic].dayColumn])),
    produced_at: now,
    count: 1,
  };
  const type = avro.Type.forSchema(schema.avro as avro.Schema);
  return framed(schema.id, type.toBuffer({ ...header, ...Object.fromEntries(columns) }));
}

/** The bytes of a message that is a dead letter as a whole: from the letter, or from the stream where the letter has cut them off. */
async function originalOf(letter: StoredDeadLetter, stream: ReplayOptions['stream']): Promise<Buffer> {
  const isIt = (value: Uint8Array): boolean => createHash('sha256').update(value).digest('hex') === letter.sha256;
  const kept = Buffer.from(letter.payload, 'base64');
  if (isIt(kept)) return kept;
  const { topic, partition, offset } = letter;
  const bounds = (await stream.bounds(topic)).find((each) => each.partition === partition);
  if (bounds && offset >= bounds.first && offset < bounds.next) {
    const [message] = await stream.read(topic, partition, offset, { messages: 1, bytes: 1 });
    if (message?.offset === offset && isIt(message.value)) return message.value;
  }
  throw invalid('truncated', 'Only its first 64 KiB are kept, and the stream does not hold it any more.');
}

/** The message with the header of its replay; its columns are the same bytes. */
function wholeMessage(letter: StoredDeadLetter, original: Buffer, lookup: SchemaLookup): Buffer {
  const id = schemaIdOf(original);
  const schema = lookup(id);
  if (!schema) throw invalid('schema_unknown', `Schema id ${id} is still not registered.`);
  const cursor = new Cursor();
  const header = readHeader(cursor, original);
  return framed(id, headerType(schema).toBuffer({ ...header, ...channelOf(letter) }), original.subarray(cursor.at));
}

function headerType(schema: BatchSchema): avro.Type {
  const { fields } = schema.avro as { readonly fields: readonly avro.Schema[] };
  return avro.Type.forSchema({ type: 'record', name: 'Header', fields: fields.slice(0, headerFields) } as avro.Schema);
}

async function messageFor(letter: StoredDeadLetter, options: ReplayOptions): Promise<Buffer> {
  const { stream, clock, lookup = schemaById } = options;
  if (letter.values) return rowMessage(letter, letter.values, clock.now());
  return wholeMessage(letter, await originalOf(letter, stream), lookup);
}

/** Why the loader would set a message aside again; null when it would load it. */
function refusalOf(letter: StoredDeadLetter, site: string, value: Buffer, options: ReplayOptions): string | null {
  const { topic, log, partition } = letter;
  const { clock, bounds, lookup = schemaById } = options;
  const message = { offset: letter.offset, key: site, value, timestamp: clock.now() };
  const envelopes = [openMessage(topic, message, lookup)];
  const { dead, rows } = decodeBlock({ topic, log, partition, bounds: bounds[topic], envelopes });
  // Of a message with some bad rows the others are loaded, and the bad ones are dead letters of their own.
  return rows > 0 ? null : (dead[0]?.message ?? null);
}

/** The key and value to append; throws an `InvalidMessage` with the reason why there is none. */
async function recordFor(letter: StoredDeadLetter, options: ReplayOptions): Promise<StreamRecord> {
  try {
    const value = await messageFor(letter, options);
    const { site } = readHeader(new Cursor(), value);
    const why = refusalOf(letter, site, value, options);
    if (why !== null) throw invalid(letter.reason, why);
    return { key: site, value };
  } catch (error) {
    // avsc refuses what its schema cannot say, such as a symbol that nobody knows.
    if (error instanceof InvalidMessage || error instanceof Retriable) throw error;
    throw invalid(letter.reason, `It cannot be written as a batch: ${messageOf(error)}`);
  }
}

/**
 * Sends dead letters through the stream again, each as a batch of its own, and notes that it was done. They are loaded, checked and
 * rolled up like any other; what would be refused again is not sent. Throws STREAM_UNAVAILABLE, STORE_*; repeating it is safe.
 */
export async function replayDeadLetters(
  letters: readonly StoredDeadLetter[],
  options: ReplayOptions,
): Promise<Replayed> {
  const replayed: StoredDeadLetter[] = [];
  const refused: Refused[] = [];
  const records = new Map<Topic, StreamRecord[]>();
  for (const letter of letters) {
    try {
      const record = await recordFor(letter, options);
      const some = records.get(letter.topic) ?? [];
      some.push(record);
      records.set(letter.topic, some);
      replayed.push(letter);
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      refused.push({ letter, why: error.message });
    }
  }
  for (const [topic, some] of records) await options.stream.append(topic, some);
  await resolveDeadLetters(options.store, replayed, { action: 'replayed', by: options.by, note: options.note });
  return { replayed, refused };
}
