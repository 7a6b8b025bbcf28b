import { describe, expect, test } from '@jest/globals';
import avsc, { type Schema } from 'avsc';
import { signalBounds } from '#catalogue';
import { batchSchemas, currentSchema, dayMs, type Topic, topicNames } from '#contracts';
import { type AsicOptions, asicBatch, encodeBatch, type Fields, frame } from '../../test/support/batches.ts';
import type { DeadReason } from './cursor.ts';
import { type Decoded, decode, type DecodeOptions, type Opened } from './decode.ts';
import { InvalidMessage } from '#runtime';
import { Marks } from './marks.ts';
import { openMessage, type SourceMessage } from './message.ts';
import { readNative } from './native-reader.ts';

const now = 20_000 * dayMs + 1_000_000;
const topic: Topic = 'telemetry.asic';
const batch = (options: AsicOptions): Fields => asicBatch({ now, ...options });

const open = (value: Buffer, offset: number, key = 'site-1'): Opened => {
  const message: SourceMessage = { offset: BigInt(offset), key, value, timestamp: now };
  try {
    return { topic, message, head: openMessage(topic, message) };
  } catch (error) {
    if (error instanceof InvalidMessage) return { topic, message, head: error };
    throw error;
  }
};

const decodeOpened = (opened: readonly Opened[], options: Partial<DecodeOptions> = {}): Promise<Decoded> =>
  decode(opened, {
    partition: 0,
    bounds: signalBounds,
    logs: new Map(topicNames.map((each) => [each, 1])),
    present: new Map(),
    marks: new Marks(),
    maxRows: 1_000,
    ...options,
  });

const decodeValues = (values: readonly Buffer[], options: Partial<DecodeOptions> = {}): Promise<Decoded> =>
  decodeOpened(
    values.map((value, offset) => open(value, offset)),
    options,
  );

/** The rows of the first block that comes of `values`. */
async function firstRows(values: readonly Buffer[]): Promise<ReturnType<typeof readNative>> {
  const { blocks } = await decodeValues(values);
  return readNative(Buffer.concat(blocks[0]?.block.body() ?? []));
}

const loadedRows = ({ blocks }: Decoded): number => blocks.reduce((sum, { block }) => sum + block.rows, 0);

interface Poison {
  readonly what: string;
  readonly value: Buffer;
  readonly reason: DeadReason;
  /** Rows that are loaded all the same. */
  readonly loaded: number;
}

const good = batch({ sequence: 1 });
const goodEnd = (good['ended_at'] as number[])[1] ?? NaN;
const column = (name: string, row: number, value: unknown): Buffer =>
  encodeBatch(topic, {
    ...good,
    [name]: (good[name] as unknown[]).map((each, index) => (index === row ? value : each)),
  });
const goodValue = encodeBatch(topic, good);
const enumAt = goodValue.lastIndexOf(Buffer.from([6, 2, 2, 2, 0]));
const withSymbol = Buffer.from(goodValue);
withSymbol[enumAt + 2] = 14;

const poison: readonly Poison[] = [
  { what: 'a value that is not a number', value: column('power_w', 1, NaN), reason: 'not_finite', loaded: 2 },
  { what: 'an infinite value', value: column('power_w', 0, Infinity), reason: 'not_finite', loaded: 2 },
  { what: 'an implausible quantity', value: column('energy_j', 2, 1e15), reason: 'out_of_bounds', loaded: 2 },
  { what: 'a negative quantity', value: column('energy_j', 2, -1), reason: 'out_of_bounds', loaded: 2 },
  { what: 'negative flags', value: column('flags', 2, -1), reason: 'out_of_bounds', loaded: 2 },
  { what: 'a row of another day', value: column('ended_at', 1, goodEnd - dayMs), reason: 'wrong_day', loaded: 2 },
  { what: 'an empty interval', value: column('started_at', 1, goodEnd), reason: 'interval', loaded: 2 },
  { what: 'a device without a name', value: column('device', 0, ''), reason: 'empty', loaded: 2 },
  { what: 'a symbol that its schema does not list', value: withSymbol, reason: 'unknown_symbol', loaded: 2 },
  { what: 'a header with another day', value: encodeBatch(topic, { ...good, day: 7 }), reason: 'wrong_day', loaded: 0 },
  {
    what: 'readings from the future',
    value: encodeBatch(topic, batch({ sequence: 1, at: now + 600_000 })),
    reason: 'future',
    loaded: 0,
  },
  {
    what: 'readings older than what is kept',
    value: encodeBatch(topic, batch({ sequence: 1, at: now - 500 * dayMs })),
    reason: 'expired',
    loaded: 0,
  },
  { what: 'a count below the rows', value: encodeBatch(topic, { ...good, count: 2 }), reason: 'columns', loaded: 0 },
  { what: 'a count above the rows', value: encodeBatch(topic, { ...good, count: 4 }), reason: 'columns', loaded: 0 },
  { what: 'an enormous count', value: encodeBatch(topic, { ...good, count: 2 ** 31 - 1 }), reason: 'count', loaded: 0 },
  { what: 'a negative count', value: encodeBatch(topic, { ...good, count: -1 }), reason: 'count', loaded: 0 },
  {
    what: 'a required column without values',
    value: encodeBatch(topic, { ...good, device: [] }),
    reason: 'columns',
    loaded: 0,
  },
  {
    what: 'another site than its key',
    value: encodeBatch(topic, { ...good, site: 'site-2' }),
    reason: 'key',
    loaded: 0,
  },
  { what: 'an end in the middle', value: goodValue.subarray(0, goodValue.length - 9), reason: 'truncated', loaded: 0 },
  { what: 'an end in the header', value: goodValue.subarray(0, 9), reason: 'truncated', loaded: 0 },
  { what: 'bytes behind the end', value: Buffer.concat([goodValue, Buffer.alloc(1)]), reason: 'trailing', loaded: 0 },
  { what: 'no frame', value: Buffer.from('{}'), reason: 'frame', loaded: 0 },
  {
    what: 'another magic byte',
    value: Buffer.concat([Buffer.from([7]), goodValue.subarray(1)]),
    reason: 'frame',
    loaded: 0,
  },
  {
    what: 'the schema of another topic',
    value: frame(currentSchema('market.chain').id, goodValue.subarray(5)),
    reason: 'schema_topic',
    loaded: 0,
  },
];

describe('a message with', () => {
  test.each(poison)(
    '$what is dead as far as it is bad ($reason), and the others are loaded',
    async ({ value, reason, loaded }) => {
      const decoded = await decodeValues([encodeBatch(topic, batch({ sequence: 7, collector: 'other' })), value]);
      expect([...new Set(decoded.dead.map((letter) => letter.reason))]).toEqual([reason]);
      expect(loadedRows(decoded)).toBe(3 + loaded);
      const isWhole = decoded.dead.some(({ row }) => row === -1);
      expect(decoded.dead.length).toBe(isWhole ? 1 : 3 - loaded);
      for (const letter of decoded.dead) expect(letter.values === null).toBe(isWhole);
    },
  );
});

test('a dead row keeps the values of all its columns and the rows beside it keep theirs', async () => {
  const { dead, blocks } = await decodeValues([column('power_w', 1, NaN)]);
  expect(dead[0]).toMatchObject({ row: 1, offset: 0n, sequence: 1, site: 'site-1', message: 'power_w is NaN.' });
  expect(dead[0]?.values).toMatchObject({ device: 'asic-0001', power_w: 'NaN', energy_j: 200_001, board_temp_c: null });
  const rows = readNative(Buffer.concat(blocks[0]?.block.body() ?? []));
  expect(rows.map((row) => [row['device'], row['energy_j'], row['power_w']])).toEqual([
    ['asic-0000', 200_000, 3_500.5],
    ['asic-0002', 200_002, 3_502.5],
  ]);
});

test('every truncation of a message is dead as a whole and never a row', async () => {
  for (let length = 0; length < goodValue.length; length++) {
    const { dead, blocks } = await decodeValues([goodValue.subarray(0, length)]);
    expect([dead.map(({ row }) => row), blocks.length]).toEqual([[-1], 0]);
  }
});

test('arrays in several blocks, with and without their size, are read as one', async () => {
  const three = Buffer.from([6]);
  const at = goodValue.indexOf(Buffer.concat([three, Buffer.from([18]), Buffer.from('asic-0000')]));
  const end = at + 1 + 3 * 10;
  const items = goodValue.subarray(at + 1, end);
  const split = [
    goodValue.subarray(0, at),
    Buffer.from([2]),
    items.subarray(0, 10),
    Buffer.from([3, 40]),
    items.subarray(10),
    goodValue.subarray(end),
  ];
  const rows = await firstRows([Buffer.concat(split)]);
  expect(rows).toEqual(await firstRows([goodValue]));
});

test('messages of an older schema interleave with newer ones; what they do not know yet is null', async () => {
  const current = currentSchema(topic);
  const isNew = (name: string): boolean => ['fan_rpm', 'uptime_s', 'hash_source'].includes(name);
  const older = { ...current, id: 90, version: 0, columns: current.columns.filter(({ name }) => !isNew(name)) };
  const { fields, ...record } = current.avro as { fields: { name: string }[] };
  const type = avsc.Type.forSchema(
    { ...record, fields: fields.filter(({ name }) => !isNew(name)) } as unknown as Schema,
    {
      wrapUnions: false,
    },
  );
  const values = [frame(90, type.toBuffer(batch({ sequence: 1 }))), encodeBatch(topic, batch({ sequence: 2 }))];
  const opened = values.map((value, offset): Opened => {
    const message = { offset: BigInt(offset), key: 'site-1', value, timestamp: now };
    return { topic, message, head: openMessage(topic, message, (id) => (id === 90 ? older : current)) };
  });
  const { blocks, dead } = await decodeOpened(opened);
  const rows = readNative(Buffer.concat(blocks[0]?.block.body() ?? []));
  expect(dead).toEqual([]);
  expect(
    rows.map((row) => [row['sequence'], row['fan_rpm'], row['uptime_s'], row['hash_source'], row['boards']]),
  ).toEqual([
    ...Array.from({ length: 3 }, () => [1, null, null, 'none', 3]),
    ...Array.from({ length: 3 }, () => [2, 6_000, 86_400, 'metered', 3]),
  ]);
});

test('batches of both released schemas of miners are one block, in which only the older ones know no work', async () => {
  const [first] = batchSchemas().filter((schema) => schema.topic === topic);
  if (!first) throw new Error('no schema');
  const type = avsc.Type.forSchema(first.avro as Schema, { wrapUnions: false });
  const work = Array.from({ length: 3 }, (_, row) => 65_000 + row);
  const values = [
    frame(first.id, type.toBuffer(batch({ sequence: 1 }))),
    encodeBatch(topic, { ...batch({ sequence: 2 }), diff1: work }),
    frame(first.id, type.toBuffer(batch({ sequence: 3 }))),
  ];
  const rows = await firstRows(values);
  const own = ['diff1', 'sequence', 'src_offset'];
  const others = (row: (typeof rows)[number]): unknown =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name)));
  expect(rows.map(({ diff1 }) => diff1)).toEqual([null, null, null, ...work, null, null, null]);
  expect(rows.slice(3, 6).map(others)).toEqual(rows.slice(0, 3).map(others));
  expect(rows.slice(6).map(others)).toEqual(rows.slice(0, 3).map(others));
});

test('a block whose median time is that of the block before is loaded, and one that would end before it is not', async () => {
  const at = now - 60_000;
  const block = (height: number, started: number): Fields => ({ height, started_at: started, ended_at: at });
  const rows = [block(1, at - 1), block(2, at), block(3, at + 1000)];
  const column = (name: string, value?: unknown): unknown[] => rows.map((row) => row[name] ?? value);
  const value = encodeBatch('market.block', {
    collector: 'c',
    incarnation: 'i',
    sequence: 1,
    site: 'chain:mempool',
    count: 3,
    produced_at: now,
    day: Math.floor(at / dayMs),
    started_at: column('started_at'),
    ended_at: column('ended_at'),
    found_at: column('found_at', at),
    known_at: column('known_at', now),
    height: column('height'),
    hash: column('hash', 'abc'),
    difficulty: column('difficulty', 1e14),
    subsidy_sat: column('subsidy_sat', 312_500_000),
    fee_sat: [],
    orphans: [],
    pool: column('pool', 'one'),
    pool_name: [],
    price_usd: [],
  });
  const message: SourceMessage = { offset: 0n, key: 'chain:mempool', value, timestamp: now };
  const decoded = await decodeOpened([{ topic: 'market.block', message, head: openMessage('market.block', message) }]);
  const loaded = readNative(Buffer.concat(decoded.blocks[0]?.block.body() ?? []));
  expect(loaded.map((row) => [row['height'], row['pool']])).toEqual([
    [1, 'one'],
    [2, 'one'],
  ]);
  expect(decoded.dead.map(({ row, reason }) => [row, reason])).toEqual([[2, 'interval']]);
});

describe('second copies', () => {
  const message = (sequence: number): Buffer => encodeBatch(topic, batch({ sequence }));

  test('are dropped whether they follow at once, later, or out of an older send', async () => {
    const marks = new Marks();
    const first = await decodeValues([message(1), message(1), message(2), message(1)], { marks });
    expect([loadedRows(first), first.copies]).toEqual([6, 2]);
    marks.raise(first.marks.values());
    const second = await decodeValues([message(2), message(3)], { marks });
    expect([loadedRows(second), second.copies]).toEqual([3, 1]);
  });

  test('of another collector, incarnation or site are not copies', async () => {
    const others = [{}, { collector: 'b' }, { incarnation: 'second' }].map((options) =>
      batch({ sequence: 1, ...options }),
    );
    expect(loadedRows(await decodeValues(others.map((each) => encodeBatch(topic, each))))).toBe(9);
  });

  test('of a message that could not be read are loaded', async () => {
    const decoded = await decodeValues([goodValue.subarray(0, -3), goodValue, goodValue]);
    expect([loadedRows(decoded), decoded.copies, decoded.dead.length]).toEqual([3, 1, 1]);
  });

  test('of a message that is stored already are dropped and the stored one is not stored again', async () => {
    const present = new Map([[topic, { loaded: new Set([0n]), dead: new Map<bigint, Set<number>>() }]]);
    const decoded = await decodeValues([goodValue, goodValue, message(2)], { present });
    expect([decoded.blocks.map(({ envelopes }) => envelopes.length), decoded.copies]).toEqual([[1], 1]);
  });
});

test('a message stored before its dead letters were gets them, and one with both gets neither again', async () => {
  const value = column('power_w', 1, NaN);
  const stored = { loaded: new Set([0n]), dead: new Map<bigint, Set<number>>() };
  const half = await decodeValues([value], { present: new Map([[topic, stored]]) });
  expect([half.blocks.length, half.dead.length]).toEqual([0, 1]);
  const both = await decodeValues([value], {
    present: new Map([[topic, { ...stored, dead: new Map([[0n, new Set([1])]]) }]]),
  });
  expect([both.blocks.length, both.dead.length]).toEqual([0, 0]);
});

test('a block holds whole messages of one day and at most so many rows', async () => {
  const days = [now - dayMs, now - 2 * dayMs, now - dayMs, now - dayMs];
  const values = days.map((at, index) => encodeBatch(topic, batch({ sequence: index + 1, at })));
  const { blocks } = await decodeValues(values, { maxRows: 7 });
  expect(blocks.map(({ day, block }) => [day, block.rows])).toEqual([
    [19_999, 6],
    [19_998, 3],
    [19_999, 3],
  ]);
});
