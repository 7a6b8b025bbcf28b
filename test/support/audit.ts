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
  /** Rows that are neither stored nor dead letters; rows beyond those that were appended; quantities and sequences that are wrong or missing. */
  readonly lost: number;
  readonly doubled: number;
  readonly wrongSums: number;
  readonly missingSequences: number;
  /** Messages on the stream that hold no batch at all. */
  readonly undecodable: number;
  /** Everything that breaks a promise, in words; empty when all hold. */
  readonly faults: readonly string[];
}

interface Totals {
  readonly batches: Map<string, Expected>;
  readonly sums: Map<string, bigint>;
  /** Places of messages that are no batch. */
  readonly undecodable: Set<string>;
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
/** Makes a schema known that is not among the released ones. */
export function addSchema(schema: BatchSchema): void {
  const type = avsc.Type.forSchema(schema.avro as avsc.Schema, { registry: { long: longType }, wrapUnions: false });
  types.set(schema.id, { schema, type });
}
for (const schema of batchSchemas()) addSchema(schema);

/** The integer quantities of a topic that must add up. */
const quantities = (schema: BatchSchema): string[] =>
  schema.columns
    .filter(({ kind, isNullable, name }) => kind === 'long' && isNullable && !name.endsWith('_at'))
    .map(({ name }) => name);

interface Buried {
  /** Rows by batch. */
  readonly rows: ReadonlyMap<string, Dead>;
  readonly places: Places;
}

async function readTopic(stream: Stream, topic: Topic, dead: Buried): Promise<Totals> {
  const totals: Totals = { batches: new Map(), sums: new Map(), undecodable: new Set() };
  for (const { partition, first, next } of await stream.bounds(topic)) {
    for (let from = first; from < next;) {
      const messages = await stream.read(topic, partition, from, { messages: 200, bytes: 16e6 });
      const last = messages.at(-1);
      if (!last) break;
      for (const { value, offset } of messages) count(value, `${partition}:${offset}`, totals, dead);
      from = last.offset + 1n;
    }
  }
  return totals;
}

function decodeOrNull(value: Buffer): { schema: BatchSchema; batch: Record<string, unknown> } | null {
  const known = value.length > 5 && value[0] === 0 ? types.get(value.readUInt32BE(1)) : undefined;
  if (!known) return null;
  try {
    return { schema: known.schema, batch: known.type.fromBuffer(value.subarray(5)) as Record<string, unknown> };
  } catch {
    return null;
  }
}

function count(value: Buffer, place: string, totals: Totals, dead: Buried): void {
  const { batches, sums, undecodable } = totals;
  const decoded = decodeOrNull(value);
  if (!decoded) return void undecodable.add(place);
  const { schema, batch } = decoded;
  const name = `${String(batch['collector'])} ${String(batch['incarnation'])} ${String(batch['site'])} ${String(batch['sequence'])}`;
  if (batches.has(name)) return;
  batches.set(name, { name, count: Number(batch['count']), place });
  if (dead.places.get(place) === true) return;
  const gone = dead.rows.get(name);
  for (const quantity of quantities(schema)) {
    const items = (batch[quantity] as (bigint | null)[]).filter((_, row) => !gone?.rows.includes(row));
    sums.set(
      quantity,
      items.reduce((sum: bigint, item) => sum + (item ?? 0n), sums.get(quantity) ?? 0n),
    );
  }
}

const storedBatch = z.object({ name: z.string(), places: z.array(z.string()), rows: z.coerce.number() });
type Stored = z.output<typeof storedBatch>;
/** Rows that are dead letters. */
const deadBatch = z.object({ name: z.string(), rows: z.array(z.number()) });
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

const deadRowsOf = ({ count, place }: Expected, dead: Dead | undefined, places: Places): number =>
  places.get(place) === true ? count : (dead?.rows.length ?? 0);

/** Places of messages that have dead letters, and whether the whole message is one. */
type Places = ReadonlyMap<string, boolean>;
const deadPlace = z.object({ place: z.string(), whole: z.number() });

async function deadPlaces(store: Store, topic: Topic): Promise<Places> {
  const sql = `SELECT concat(toString(src_partition), ':', toString(src_offset)) AS place, max(src_row < 0) AS whole
                 FROM dead_letter FINAL WHERE topic = {topic: String} GROUP BY place`;
  const rows = await store.query(sql, { params: { topic }, schema: deadPlace });
  return new Map(rows.map(({ place, whole }) => [place, whole === 1]));
}

/**
 * Holds the store against the stream: each batch at exactly one offset, that of its first copy, its rows plus its dead letters equal to its
 * `count`, sums of every integer quantity equal, sequences without a gap, a dead letter for what is no batch. Needs a stream from which nothing was trimmed.
 */
export async function audit(stream: Stream, store: Store): Promise<Audit> {
  const total = {
    appended: 0,
    stored: 0,
    dead: 0,
    lost: 0,
    doubled: 0,
    wrongSums: 0,
    missingSequences: 0,
    undecodable: 0,
    faults: [] as string[],
  };
  for (const topic of topicNames) {
    const one = await auditTopic(stream, store, topic);
    for (const key of Object.keys(one) as (keyof Audit)[]) {
      if (key === 'faults') total.faults.push(...one.faults);
      else total[key] += one[key];
    }
  }
  return total;
}

async function auditTopic(stream: Stream, store: Store, topic: Topic): Promise<Audit> {
  const { table } = topics[topic];
  const dead = await store.query(
    `SELECT ${batchName} AS name, groupArray(src_row) AS rows
       FROM dead_letter FINAL WHERE topic = {topic: String} AND src_row >= 0 GROUP BY name`,
    { params: { topic }, schema: deadBatch },
  );
  const places = await deadPlaces(store, topic);
  const deadByName = new Map(dead.map((one) => [one.name, one]));
  const { batches, sums, undecodable } = await readTopic(stream, topic, { rows: deadByName, places });
  const stored = await store.query(
    `SELECT ${batchName} AS name, toString(count()) AS rows,
            groupUniqArray(10)(concat(toString(src_partition), ':', toString(src_offset))) AS places
       FROM ${table} GROUP BY name`,
    { schema: storedBatch },
  );
  const storedByName = new Map(stored.map((one) => [one.name, one]));
  const faults: string[] = [];
  const totals = { appended: 0, stored: 0, dead: 0, lost: 0, doubled: 0 };
  for (const expected of batches.values()) {
    const { name } = expected;
    const found = storedByName.get(name);
    const gone = deadRowsOf(expected, deadByName.get(name), places);
    const surplus = (found?.rows ?? 0) + gone - expected.count;
    totals.appended += expected.count;
    totals.stored += found?.rows ?? 0;
    totals.dead += gone;
    totals.lost += Math.max(0, -surplus);
    totals.doubled += Math.max(0, surplus);
    faults.push(...faultsOf(expected, found, gone).map((fault) => `${topic} ${name}: ${fault}`));
  }
  for (const { name } of stored) if (!batches.has(name)) faults.push(`${topic} ${name}: stored, but not on the stream`);
  const missing = gaps(topic, batches);
  const wrong = sums.size > 0 ? await wrongSums(store, topic, sums) : [];
  const forgotten = [...undecodable].filter((place) => !places.has(place));
  faults.push(...missing.map(({ text }) => text), ...wrong);
  faults.push(...forgotten.map((place) => `${topic} ${place}: no batch, and no dead letter`));
  return {
    ...totals,
    lost: totals.lost + forgotten.length,
    wrongSums: wrong.length,
    missingSequences: missing.reduce((sum, { missing: some }) => sum + some, 0),
    undecodable: undecodable.size,
    faults,
  };
}

interface Gap {
  readonly text: string;
  readonly missing: number;
}

function gaps(topic: Topic, batches: ReadonlyMap<string, Expected>): Gap[] {
  const channels = new Map<string, number[]>();
  for (const name of batches.keys()) {
    const at = name.lastIndexOf(' ');
    const channel = name.slice(0, at);
    channels.set(channel, [...(channels.get(channel) ?? []), Number(name.slice(at + 1))]);
  }
  return [...channels].flatMap(([channel, sequences]) => {
    const highest = Math.max(...sequences);
    const text = `${topic} ${channel}: ${sequences.length} sequences up to ${highest}`;
    return highest === sequences.length ? [] : [{ text, missing: highest - sequences.length }];
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
