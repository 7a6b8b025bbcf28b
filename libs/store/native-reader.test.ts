import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dictionary, nativeBlock } from './native.ts';
import { blocksOf, type Rows } from './native-reader.ts';

interface Row {
  readonly whole: number | null;
  readonly share: number;
  readonly flags: number;
  readonly name: string;
}

const row: fc.Arbitrary<Row> = fc.record({
  whole: fc.option(fc.maxSafeInteger()),
  share: fc.double({ noNaN: true }),
  flags: fc.nat({ max: 2 ** 32 - 1 }),
  name: fc.constantFrom('', 'm-1', 'm-2', 'höher'),
});

function bytesOf(rows: readonly Row[]): Buffer {
  const keys = [...new Set(rows.map(({ name }) => name))];
  const indices = Uint32Array.from(rows, ({ name }) => keys.indexOf(name));
  const wholes = BigInt64Array.from(rows, ({ whole }) => BigInt(whole ?? 0));
  const nulls = Uint8Array.from(rows, ({ whole }) => Number(whole === null));
  const column = (name: string, type: string, ...data: readonly NodeJS.TypedArray[]) => ({
    name,
    type,
    data: data.map(({ buffer }) => Buffer.from(buffer)),
  });
  const columns = [
    column('whole', 'Nullable(Int64)', nulls, wholes),
    column('at', `DateTime64(3, 'UTC')`, wholes),
    column(
      'share',
      'Float64',
      Float64Array.from(rows, ({ share }) => share),
    ),
    column(
      'flags',
      'UInt32',
      Uint32Array.from(rows, ({ flags }) => flags),
    ),
    { name: 'name', type: 'LowCardinality(String)', data: dictionary(keys, indices, rows.length) },
  ];
  return Buffer.concat(nativeBlock(columns, rows.length));
}

async function read(bytes: Buffer, chunk: number): Promise<Rows[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  const blocks: Rows[] = [];
  for await (const block of blocksOf(Readable.from(chunks))) blocks.push(block);
  return blocks;
}

const rowsOf = (block: Rows): (Row & { readonly at: number })[] => {
  const { keys, indices } = block.texts('name');
  return Array.from({ length: block.count }, (_, at) => {
    const whole = block.numbers('whole')[at] ?? NaN;
    return {
      whole: Number.isNaN(whole) ? null : whole,
      at: block.numbers('at')[at] ?? NaN,
      share: block.numbers('share')[at] ?? NaN,
      flags: block.numbers('flags')[at] ?? NaN,
      name: keys[indices[at] ?? -1] ?? '?',
    };
  });
};

test('blocks are read as they were written, wherever the result is cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { maxLength: 9 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 99 }),
      async (blocks, chunk) => {
        const found = await read(Buffer.concat(blocks.map(bytesOf)), chunk);
        expect(found.map(rowsOf)).toEqual(blocks.map((rows) => rows.map((each) => ({ ...each, at: each.whole ?? 0 }))));
      },
    ),
  );
});

test('a result that breaks off is no result', async () => {
  const bytes = bytesOf([{ whole: 1, share: 2, flags: 3, name: 'm' }]);
  await expect(read(bytes.subarray(0, -1), 7)).rejects.toThrow('not whole');
});

test('whoever stops in the middle gives the result up', async () => {
  const bytes = bytesOf([{ whole: 1, share: 2, flags: 3, name: 'm' }]);
  const result = Readable.from([bytes, bytes, bytes]);
  for await (const block of blocksOf(result)) if (block.count === 1) break;
  expect(result.destroyed).toBe(true);
});

test('a column of another type is named', async () => {
  const block = Buffer.concat(nativeBlock([{ name: 'much', type: 'Decimal(38, 12)', data: [Buffer.alloc(16)] }], 1));
  await expect(read(block, 99)).rejects.toThrow('much of a result is Decimal(38, 12)');
});

test('a column that is not there is named', async () => {
  const [block] = await read(bytesOf([{ whole: 1, share: 2, flags: 3, name: 'm' }]), 99);
  expect(() => block?.numbers('name')).toThrow('no column name of this kind');
});
