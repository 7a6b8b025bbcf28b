import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type BatchSchema, batchSchemas, currentSchema, type Topic, topicNames, topics } from '#contracts';
import { encodeAs, encodeExact, readExact } from '../../test/support/batches.ts';
import { type Block, decodeBlock } from './block.ts';
import { spanColumns } from './checks.ts';
import { openMessage, type SourceMessage } from './message.ts';
import { readNative } from './native-reader.ts';

const long = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -300n, max: 300n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, 2n ** 31n, -(2n ** 31n), 2n ** 27n, 0n),
);

interface Shape {
  readonly count: number;
  /** Some whole numbers need more than 32 bits, and some others more than single precision. */
  readonly isWide: boolean;
}

function columnValues(column: BatchSchema['columns'][number], { count, isWide }: Shape): fc.Arbitrary<unknown[]> {
  const kinds: Record<string, fc.Arbitrary<unknown>> = {
    long: isWide ? long : fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }),
    int: fc.integer(),
    double: isWide ? fc.double() : fc.float(),
    string: fc.string({ unit: 'grapheme', maxLength: 200 }),
    enum: fc.constantFrom(...(column.symbols.length > 0 ? column.symbols : ['none'])),
  };
  const known = kinds[column.kind] ?? fc.constant(null);
  const item = column.isNullable ? fc.option(known, { nil: null, freq: 3 }) : known;
  const full = fc.array(item, { minLength: count, maxLength: count });
  if (!column.isNullable && column.kind !== 'enum') return full;
  return fc.oneof({ weight: 5, arbitrary: full }, { weight: 1, arbitrary: fc.constant<unknown[]>([]) });
}

type Batch = Record<string, unknown>;

/** Where a row lies: in the day of its batch, as it should, or wherever its columns say. */
interface Place {
  readonly isGood: boolean;
  readonly at: bigint;
  readonly length: bigint;
}

const place: fc.Arbitrary<Place> = fc.record({
  isGood: fc.boolean(),
  at: fc.bigInt({ min: 1n, max: 86_399_999n }),
  length: fc.bigInt({ min: 1n, max: 1_000_000n }),
});

/** Gives good rows a span that ends, or an instant that is, in the day of the batch; without them nearly every row would be dead. */
function placed(topic: Topic, batch: Batch, places: readonly Place[]): Batch {
  const { dayColumn } = topics[topic];
  const { start, end } = spanColumns(topic);
  const midnight = BigInt(batch['day'] as number) * 86_400_000n;
  const put = (name: string, of: (row: Place) => bigint): unknown[] => {
    const values = batch[name] as unknown[];
    return values.map((value, row) => (places[row]?.isGood === true ? of(places[row]) : value));
  };
  const later = dayColumn === start && start !== end;
  return {
    ...batch,
    ...(start !== end && { [start]: put(start, ({ at, length }) => midnight + at - (later ? 0n : length)) }),
    [end]: put(end, ({ at, length }) => midnight + at + (later ? length : 0n)),
  };
}

const batchOf = (topic: Topic): fc.Arbitrary<Batch> =>
  fc.record({ count: fc.integer({ min: 0, max: 12 }), isWide: fc.boolean() }).chain((shape) =>
    fc
      .tuple(
        fc.record({
          collector: fc.string({ unit: 'grapheme' }),
          incarnation: fc.string(),
          sequence: fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
          site: fc.string({ unit: 'grapheme', minLength: 1 }),
          day: fc.integer({ min: 1, max: 40_000 }),
          produced_at: fc.bigInt({ min: 0n, max: 2n ** 52n }),
          count: fc.constant(shape.count),
          ...Object.fromEntries(
            currentSchema(topic).columns.map((column) => [column.name, columnValues(column, shape)]),
          ),
        }),
        fc.array(place, { minLength: shape.count, maxLength: shape.count }),
      )
      .map(([batch, places]) => placed(topic, batch, places)),
  );

const messageOf = (topic: Topic, batch: Record<string, unknown>, offset: number): SourceMessage => ({
  offset: BigInt(offset),
  key: batch['site'] as string,
  value: encodeExact(topic, batch),
  timestamp: 0,
});

const decode = (topic: Topic, messages: readonly SourceMessage[]): Block =>
  decodeBlock({ topic, log: 1, partition: 3, bounds: {}, envelopes: messages.map((each) => openMessage(topic, each)) });

/** Loaded and dead rows of a block as `offset/row → values`; an unusual number as a string. */
function rowsOf(block: Block, batches: readonly Record<string, unknown>[]): Map<string, Record<string, unknown>> {
  const loaded = readNative(Buffer.concat(block.body()));
  const rows = new Map<string, Record<string, unknown>>();
  for (const letter of block.dead) rows.set(`${letter.offset}/${letter.row}`, plain(letter.values ?? {}));
  let at = 0;
  batches.forEach((batch, offset) => {
    for (let row = 0; row < (batch['count'] as number); row++) {
      if (rows.has(`${offset}/${row}`)) continue;
      const values = loaded[at++] ?? {};
      expect(values['src_offset']).toBe(offset);
      expect(BigInt(values['sequence'] as number)).toBe(batch['sequence']);
      for (const name of ['site', 'collector', 'incarnation']) expect(values[name]).toEqual(batch[name]);
      rows.set(`${offset}/${row}`, plain(values));
    }
  });
  expect(at).toBe(loaded.length);
  return rows;
}

type Value = string | number | bigint;

const plain = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value as Value)]),
  );

describe.each(topicNames)('blocks of %s', (topic) => {
  test('hold exactly what avsc reads, in the rows or in the dead letters', () => {
    fc.assert(
      fc.property(fc.array(batchOf(topic), { maxLength: 4 }), (batches) => {
        const messages = batches.map((batch, offset) => messageOf(topic, batch, offset));
        const rows = rowsOf(decode(topic, messages), batches);
        const { columns } = currentSchema(topic);
        messages.forEach((message, offset) => {
          const read = readExact(topic, message.value) as Record<string, unknown[]>;
          for (let row = 0; row < Number(read['count']); row++) {
            const values = rows.get(`${offset}/${row}`) ?? {};
            for (const { name, kind } of columns) {
              const expected = (read[name]?.[row] ?? (kind === 'enum' ? 'none' : null)) as Value | null;
              expect([name, values[name] ?? null]).toEqual([name, expected === null ? null : String(expected)]);
            }
          }
        });
      }),
      { numRuns: 60 },
    );
  });
});

const versionsOf = (topic: Topic): BatchSchema[] => batchSchemas().filter((schema) => schema.topic === topic);

test.each(topicNames.filter((topic) => versionsOf(topic).length > 1))(
  'blocks of %s hold messages of all versions side by side; what an older one does not have is null',
  (topic) => {
    const versions = versionsOf(topic);
    const told = fc.tuple(batchOf(topic), fc.constantFrom(...versions));
    fc.assert(
      fc.property(fc.array(told, { maxLength: 5 }), (sent) => {
        const messages = sent.map(([batch, schema], offset) => ({
          ...messageOf(topic, batch, offset),
          value: encodeAs(schema, batch),
        }));
        const batches = sent.map(([batch]) => batch);
        const rows = rowsOf(decode(topic, messages), batches);
        sent.forEach(([batch, schema], offset) => {
          const known = new Set(schema.columns.map(({ name }) => name));
          for (let row = 0; row < Number(batch['count']); row++) {
            const values = rows.get(`${offset}/${row}`) ?? {};
            for (const { name } of currentSchema(topic).columns) {
              const column = batch[name] as (Value | null)[];
              const expected = known.has(name) ? (column[row] ?? null) : null;
              if (expected !== null) expect([name, values[name]]).toEqual([name, String(expected)]);
              else expect([name, [null, 'none']]).toEqual([name, expect.arrayContaining([values[name] ?? null])]);
            }
          }
        });
      }),
      { numRuns: 60 },
    );
  },
);
