import avsc from 'avsc';
import { z } from 'zod';
import { type BatchSchema, batchSchemas, type Topic, topicNames, topics } from '#contracts';
import type { Store } from '#store';
import type { Stream } from '#stream';

/** What the stream says of one (collector, incarnation, topic, site, sequence). */
interface Expected {
  readonly name: string;
  readonly count: number;
  /** Partition and offset of its first copy, the one that is to be loaded. */
  readonly place: string;
}

export interface Audit {
  /** Rows in first copies on the stream, rows in the store, rows in the dead letters (telemetry, market and events). */
  readonly appended: number;
  readonly stored: number;
  readonly dead: number;
  /** Everything that breaks a promise, in words; empty when all hold. */
  readonly faults: readonly string[];
}

interface Totals {
  readonly batches: Map<string, Expected>;
  readonly sums: Map<string, bigint>;
}

const longType = avsc.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});
const types = new Map<number, { schema: BatchSchema; type: avsc.Type }>();
for (const schema of batchSchemas()) {
  types.set(schema.id, {
    schema,
    type: avsc.Type.forSchema(schema.avro as avsc.Schema, { registry: { long: longType }, wrapUnions: false }),
  });
}

/** The integer quantities of a topic that must add up. */
const quantities = (schema: BatchSchema): string[] =>
  schema.columns
    .filter(({ kind, isNullable, name }) => kind === 'long' && isNullable && !name.endsWith('_at'))
    .map(({ name }) => name);

async function readTopic(stream: Stream, topic: Topic): Promise<Totals> {
  const batches = new Map<string, Expected>();
  const sums = new Map<string, bigint>();
  for (const { partition, first, next } of await stream.bounds(topic)) {
    for (let from = first; from < next;) {
      const messages = await stream.read(topic, partition, from, { messages: 200, bytes: 16e6 });
      const last = messages.at(-1);
      if (!last) break;
      for (const { value, offset } of messages) count(value, `${partition}:${offset}`, { batches, sums });
      from = last.offset + 1n;
    }
  }
  return { batches, sums };
}

function count(value: Buffer, place: string, { batches, sums }: Totals): void {
  const known = types.get(value.readUInt32BE(1));
  if (!known) return;
  const batch = known.type.fromBuffer(value.subarray(5)) as Record<string, unknown>;
  const name = `${String(batch['collector'])} ${String(batch['incarnation'])} ${String(batch['site'])} ${String(batch['sequence'])}`;
  if (batches.has(name)) return;
  batches.set(name, { name, count: Number(batch['count']), place });
  for (const quantity of quantities(known.schema)) {
    for (const item of batch[quantity] as (bigint | null)[])
      sums.set(quantity, (sums.get(quantity) ?? 0n) + (item ?? 0n));
  }
}

const storedBatch = z.object({ name: z.string(), places: z.array(z.string()), rows: z.coerce.number() });
type Stored = z.output<typeof storedBatch>;
/** `whole` counts messages that are dead letters as they are. */
const deadBatch = z.object({ name: z.string(), rows: z.coerce.number(), whole: z.coerce.number() });
type Dead = z.output<typeof deadBatch>;

const batchName = "concat(collector, ' ', incarnation, ' ', site, ' ', toString(sequence))";

function faultsOf({ count, place }: Expected, stored: Stored | undefined, dead: number): string[] {
  const rows = stored?.rows ?? 0;
  const faults: string[] = [];
  if (stored && stored.places.length !== 1) faults.push(`stored at ${stored.places.length} offsets`);
  else if (stored && stored.places[0] !== place) faults.push(`stored from ${stored.places[0]}, first copy at ${place}`);
  if (rows + dead !== count) faults.push(`${rows} stored + ${dead} dead of ${count}`);
  return faults;
}

const deadRowsOf = ({ count }: Expected, dead: Dead | undefined): number =>
  dead && dead.whole > 0 ? count : (dead?.rows ?? 0);

/**
 * Holds the store against the stream: each batch at exactly one offset, that of its first copy, its rows plus its dead letters equal to its
 * `count`, sums of every integer quantity equal (where nothing is dead), sequences without a gap. Needs a stream from which nothing was trimmed.
 */
export async function audit(stream: Stream, store: Store): Promise<Audit> {
  const faults: string[] = [];
  const totals = { appended: 0, stored: 0, dead: 0 };
  for (const topic of topicNames) {
    const { batches, sums } = await readTopic(stream, topic);
    const { table } = topics[topic];
    const stored = await store.query(
      `SELECT ${batchName} AS name, toString(count()) AS rows,
              groupUniqArray(10)(concat(toString(src_partition), ':', toString(src_offset))) AS places
         FROM ${table} GROUP BY name`,
      { schema: storedBatch },
    );
    const dead = await store.query(
      `SELECT ${batchName} AS name, toString(countIf(src_row >= 0)) AS rows, toString(countIf(src_row < 0)) AS whole
         FROM dead_letter FINAL WHERE topic = {topic: String} GROUP BY name`,
      { params: { topic }, schema: deadBatch },
    );
    const deadByName = new Map(dead.map((one) => [one.name, one]));
    const storedByName = new Map(stored.map((one) => [one.name, one]));
    for (const expected of batches.values()) {
      const { name } = expected;
      const found = storedByName.get(name);
      const gone = deadRowsOf(expected, deadByName.get(name));
      totals.appended += expected.count;
      totals.stored += found?.rows ?? 0;
      totals.dead += gone;
      faults.push(...faultsOf(expected, found, gone).map((fault) => `${topic} ${name}: ${fault}`));
    }
    for (const { name } of stored)
      if (!batches.has(name)) faults.push(`${topic} ${name}: stored, but not on the stream`);
    faults.push(...gaps(topic, batches));
    if (sums.size > 0 && dead.length === 0) faults.push(...(await wrongSums(store, topic, sums)));
  }
  return { ...totals, faults };
}

function gaps(topic: Topic, batches: ReadonlyMap<string, Expected>): string[] {
  const channels = new Map<string, number[]>();
  for (const name of batches.keys()) {
    const at = name.lastIndexOf(' ');
    const channel = name.slice(0, at);
    channels.set(channel, [...(channels.get(channel) ?? []), Number(name.slice(at + 1))]);
  }
  return [...channels].flatMap(([channel, sequences]) => {
    const highest = Math.max(...sequences);
    return highest === sequences.length ? [] : [`${topic} ${channel}: ${sequences.length} sequences up to ${highest}`];
  });
}

async function wrongSums(store: Store, topic: Topic, sums: ReadonlyMap<string, bigint>): Promise<string[]> {
  const names = [...sums.keys()];
  // A sum over no known value is null in the store and 0 here.
  const columns = names.map((name) => `toString(ifNull(sum(${name}), 0)) AS ${name}`).join(', ');
  const [row] = await store.query(`SELECT ${columns} FROM ${topics[topic].table}`, {
    schema: z.record(z.string(), z.string()),
  });
  return names.flatMap((name) => {
    const stored = BigInt(row?.[name] ?? '0');
    const appended = sums.get(name) ?? 0n;
    return stored === appended ? [] : [`${topic} ${name}: ${stored} stored, ${appended} appended`];
  });
}
