import avro from 'avsc';
import type { BatchHeader } from './generated/batches.ts';
import { type BatchSchema, currentSchema } from './schemas.ts';
import { maxBatchBytes, type Topic } from './topics.ts';

/** A row of a market or site topic, keyed by the topic's columns; an absent column is null. */
export type FeedRow = Readonly<Record<string, string | number | null | undefined>>;

type Value = string | number | null | undefined;
type Getter<Row> = (row: Row) => Value;

/** Writes rows of one topic as a framed columnar Avro body. */
export interface Encoder<Row> {
  readonly topic: Topic;
  /** Null when the body would be larger than a batch may be and there is more than one row to blame. */
  encode(header: BatchHeader, rows: readonly Row[]): Buffer | null;
}

const frameBytes = 5;
/** Room for one row that is larger than a whole batch should be: it is sent alone. */
const scratch = Buffer.allocUnsafeSlow(4 * maxBatchBytes);

/** A column in which nothing is known is an empty array. */
function columnOf<Row>(rows: readonly Row[], get: Getter<Row>): Value[] {
  const values = rows.map((row) => get(row) ?? null);
  return values.some((value) => value !== null && value !== 'none') ? values : [];
}

/** The encoder of rows of which `getters` give each column of a schema by its name. */
export function encoderOf<Row>(schema: BatchSchema, getters: ReadonlyMap<string, Getter<Row>>): Encoder<Row> {
  const type = avro.Type.forSchema(schema.avro as avro.Schema);
  const columns = schema.columns.map(({ name }) => {
    const get = getters.get(name);
    if (!get) throw new Error(`Nothing gives the column ${name} of ${schema.topic}`);
    return { name, get };
  });
  scratch.writeUInt8(0, 0);
  return {
    topic: schema.topic,
    encode(header, rows) {
      const batch: Record<string, unknown> = { ...header };
      for (const { name, get } of columns) batch[name] = columnOf(rows, get);
      const end = type.encode(batch, scratch, frameBytes);
      const isTooLarge = end < 0 || end - frameBytes > maxBatchBytes;
      if (isTooLarge && rows.length > 1) return null;
      if (end < 0) throw new Error(`A row of ${schema.topic} is larger than ${scratch.length} bytes`);
      scratch.writeInt32BE(schema.id, 1);
      return Buffer.from(scratch.subarray(0, end));
    },
  };
}

/** The encoder of a topic whose rows come as they are. */
export function rowEncoder(topic: Topic): Encoder<FeedRow> {
  const schema = currentSchema(topic);
  return encoderOf(schema, new Map(schema.columns.map(({ name }) => [name, (row: FeedRow) => row[name]])));
}
