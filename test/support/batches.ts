import avsc from 'avsc';
import { type BatchSchema, batchSchemas, currentSchema, dayMs, type Topic, topicNames } from '#contracts';

/** avsc with exact 64-bit integers as bigint. */
const exactLong = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

const typeOf = (schema: BatchSchema, isExact: boolean): avsc.Type =>
  avsc.Type.forSchema(schema.avro as avsc.Schema, {
    wrapUnions: false,
    ...(isExact && { registry: { long: exactLong } }),
  });

const plainTypes = new Map(topicNames.map((topic) => [topic, typeOf(currentSchema(topic), false)]));
const exactTypes = new Map(topicNames.map((topic) => [topic, typeOf(currentSchema(topic), true)]));
const releasedTypes = new Map(batchSchemas().map((schema) => [schema, typeOf(schema, true)]));

/** A batch as avsc takes it: header fields and one array per column. */
export type Fields = Record<string, unknown>;

/** Confluent's frame in front of a body. */
export function frame(schemaId: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeInt32BE(schemaId, 1);
  return Buffer.concat([head, body]);
}

const encodeWith = (types: Map<Topic, avsc.Type>, topic: Topic, batch: Fields): Buffer => {
  const type = types.get(topic);
  if (!type) throw new Error(`No type for ${topic}`);
  return frame(currentSchema(topic).id, type.toBuffer(batch));
};

/** A message value with numbers. */
export const encodeBatch = (topic: Topic, batch: Fields): Buffer => encodeWith(plainTypes, topic, batch);

/** A message value whose longs are bigints. */
export const encodeExact = (topic: Topic, batch: Fields): Buffer => encodeWith(exactTypes, topic, batch);

/** The same as a released version of the topic's schema has it; columns that it lacks are left out. */
export function encodeAs(schema: BatchSchema, batch: Fields): Buffer {
  const type = releasedTypes.get(schema);
  if (!type) throw new Error(`${schema.topic}/${schema.version} is not released`);
  return frame(schema.id, type.toBuffer(batch));
}

/** What avsc reads from a message value, longs as bigints. */
export function readExact(topic: Topic, value: Uint8Array): Fields {
  const type = exactTypes.get(topic);
  if (!type) throw new Error(`No type for ${topic}`);
  return type.fromBuffer(Buffer.from(value.subarray(5))) as Fields;
}

/** The same rows for every topic column of telemetry.asic; `energy_j` of row i is `energy(i)`. */
export interface AsicOptions {
  readonly sequence: number;
  readonly rows?: number;
  readonly site?: string;
  readonly collector?: string;
  readonly incarnation?: string;
  /** End of the first row, UTC ms; the others follow by `stepMs`. */
  readonly at?: number;
  readonly stepMs?: number;
  readonly energy?: (row: number) => number | null;
}

/** Noon of a day that is neither in the future nor too old for the loader. */
export const noon = (now: number, daysAgo = 1): number => (Math.floor(now / dayMs) - daysAgo) * dayMs + dayMs / 2;

/** A good batch of ASIC readings of one minute each, one device per row. */
export function asicBatch(options: AsicOptions & { readonly now: number }): Fields {
  const { rows = 3, site = 'site-1', stepMs = 0, energy = (row) => 200_000 + row } = options;
  const at = options.at ?? noon(options.now);
  const column = (value: (row: number) => unknown): unknown[] => Array.from({ length: rows }, (_, row) => value(row));
  return {
    collector: options.collector ?? 'collector-1',
    incarnation: options.incarnation ?? 'first',
    sequence: options.sequence,
    site,
    day: Math.floor(at / dayMs),
    produced_at: at,
    count: rows,
    device: column((row) => `asic-${String(row).padStart(4, '0')}`),
    started_at: column((row) => at + row * stepMs - 60_000),
    ended_at: column((row) => at + row * stepMs),
    observed_ms: column(() => 60_000),
    flags: column(() => 0),
    energy_j: column(energy),
    energy_source: column(() => 'metered'),
    hash_gh: column((row) => 12_000_000 + row),
    hash_source: column(() => 'metered'),
    rate_gh: column((row) => (row % 2 === 0 ? null : 12_000_000)),
    accepted_diff: column(() => 65_536),
    rejected_diff: [],
    stale_diff: [],
    hw_errors: column(() => 0),
    rate_ghs: column(() => 200_000.25),
    power_w: column((row) => 3_500.5 + row),
    chip_temp_c: column(() => 71.5),
    board_temp_c: [],
    fan_rpm: column(() => 6_000),
    boards: column(() => 3),
    uptime_s: column(() => 86_400),
  };
}
