import { describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import fc from 'fast-check';
import { type BatchSchema, currentSchema, dayMs, type Topic, topicNames } from '#contracts';
import { type Block, decodeBlock } from './block.ts';
import { openMessage, type SourceMessage } from './message.ts';
import { readNative } from './native-reader.ts';

/** avsc with exact 64-bit integers; it does not share a line with the codec. */
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

const typeOf = (schema: BatchSchema): avsc.Type =>
  avsc.Type.forSchema(schema.avro as avsc.Schema, { registry: { long: exactLong }, wrapUnions: false });

const types = new Map(topicNames.map((topic) => [topic, typeOf(currentSchema(topic))]));

export function encode(topic: Topic, batch: object): Buffer {
  const frame = Buffer.alloc(5);
  frame.writeInt32BE(currentSchema(topic).id, 1);
  return Buffer.concat([frame, (types.get(topic) as avsc.Type).toBuffer(batch)]);
}

const long = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -300n, max: 300n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, 2n ** 31n, -(2n ** 31n), 2n ** 27n, 0n),
);

function columnValues(column: BatchSchema['columns'][number], count: number): fc.Arbitrary<unknown[]> {
  const plain = {
    long,
    int: fc.integer(),
    double: fc.double(),
    string: fc.string({ unit: 'grapheme', maxLength: 200 }),
    enum: fc.constantFrom(...(column.symbols.length > 0 ? column.symbols : ['none'])),
  }[column.kind];
  const item: fc.Arbitrary<unknown> = column.isNullable ? fc.option(plain, { nil: null, freq: 3 }) : plain;
  const full = fc.array(item, { minLength: count, maxLength: count });
  return column.isNullable || column.kind === 'enum' ? fc.oneof({ weight: 5, arbitrary: full }, { weight: 1, arbitrary: fc.constant([]) }) : full;
}

const batchOf = (topic: Topic): fc.Arbitrary<Record<string, unknown>> =>
  fc.integer({ min: 0, max: 12 }).chain((count) =>
    fc.record({
      collector: fc.string({ unit: 'grapheme' }),
      incarnation: fc.string(),
      sequence: fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
      site: fc.string({ unit: 'grapheme', minLength: 1 }),
      day: fc.integer(),
      produced_at: fc.bigInt({ min: 0n, max: 2n ** 52n }),
      count: fc.constant(count),
      ...Object.fromEntries(currentSchema(topic).columns.map((column) => [column.name, columnValues(column, count)])),
    }),
  );

const messageOf = (topic: Topic, batch: Record<string, unknown>, offset: number): SourceMessage => ({
  offset: BigInt(offset),
  key: batch['site'] as string,
  value: encode(topic, batch),
  timestamp: 0,
});

const decode = (topic: Topic, messages: readonly SourceMessage[]): Block =>
  decodeBlock({ topic, log: 1, partition: 3, bounds: {}, envelopes: messages.map((each) => openMessage(topic, each)) });

/** Loaded and dead rows of a block as `offset/row → values`; an unusual number as a string. */
function rowsOf(block: Block, batches: readonly Record<string, unknown>[]): Map<string, Record<string, unknown>> {
  const loaded = readNative(block.body());
  const rows = new Map<string, Record<string, unknown>>();
  for (const letter of block.dead) rows.set(`${letter.offset}/${letter.row}`, plain(letter.values ?? {}));
  let at = 0;
  batches.forEach((batch, offset) => {
    for (let row = 0; row < (batch['count'] as number); row++) {
      if (rows.has(`${offset}/${row}`)) continue;
      const values = loaded[at++] ?? {};
      expect(values['src_offset']).toBe(BigInt(offset));
      for (const name of ['site', 'collector', 'incarnation', 'sequence']) expect(values[name]).toEqual(batch[name]);
      rows.set(`${offset}/${row}`, plain(values));
    }
  });
  expect(at).toBe(loaded.length);
  return rows;
}

const plain = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value)]));

describe.each(topicNames)('blocks of %s', (topic) => {
  test('hold exactly what avsc reads, in the rows or in the dead letters', () => {
    fc.assert(
      fc.property(fc.array(batchOf(topic), { maxLength: 4 }), (batches) => {
        const messages = batches.map((batch, offset) => messageOf(topic, batch, offset));
        const rows = rowsOf(decode(topic, messages), batches);
        const { columns } = currentSchema(topic);
        messages.forEach((message, offset) => {
          const read = (types.get(topic) as avsc.Type).fromBuffer(message.value.subarray(5) as Buffer) as Record<string, unknown[]>;
          for (let row = 0; row < Number(read['count']); row++) {
            const values = rows.get(`${offset}/${row}`) ?? {};
            for (const { name, kind } of columns) {
              const expected = read[name]?.[row] ?? (kind === 'enum' ? 'none' : null);
              expect([name, values[name]]).toEqual([name, expected === null ? null : String(expected)]);
            }
          }
        });
      }),
      { numRuns: 60 },
    );
  });
});
