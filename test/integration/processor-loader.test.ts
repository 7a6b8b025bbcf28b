import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { z } from 'zod';
import { signalBounds } from '#catalogue';
import { currentSchema, deadTopic, type Topic } from '#contracts';
import { type Batch, type LoaderOptions, openLoader, type PartitionLoader } from '#load';
import { systemClock } from '#runtime';
import { createStore, integer, type Store } from '#store';
import type { StreamMessage } from '#stream';
import { type AsicOptions, asicBatch, encodeBatch, type Fields, frame, readExact } from '../support/batches.ts';
import { type Stack, startStack, until } from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const now = systemClock.now();
const countRow = z.object({ n: integer });
const offsetsRow = z.object({ offset: z.coerce.number(), n: z.coerce.number() });

let stack: Stack;
let loading: Store;
/** Each test has a partition of its own. */
let partition = -1;

beforeAll(async () => {
  stack = await startStack({ partitions: 40 });
  loading = createStore({ url: stack.engine.url, user: 'loader', password: 'secret' });
});

afterAll(async () => {
  await loading?.close();
  await stack?.stop();
});

const read = async <Row extends z.ZodType>(sql: string, schema: Row): Promise<z.output<Row>[]> =>
  stack.store.query(sql, { schema, params: { partition } });

const count = async (sql: string): Promise<number> =>
  Number((await read(`SELECT count() AS n FROM ${sql}`, countRow))[0]?.n);

const offsets = async (table = 'reading_asic'): Promise<[number, number][]> =>
  (
    await read(
      `SELECT src_offset AS offset, count() AS n FROM ${table} WHERE src_partition = {partition:UInt16} GROUP BY offset ORDER BY offset`,
      offsetsRow,
    )
  ).map(({ offset, n }) => [offset, n]);

const value = (options: AsicOptions): Buffer => encodeBatch(topic, asicBatch({ now, ...options }));

/** Messages as the stream would hand them out. */
const messages = (values: readonly Buffer[], from = 0, key = 'site-1'): StreamMessage[] =>
  values.map((each, index) => ({
    topic,
    partition,
    offset: BigInt(from + index),
    key,
    value: each,
    headers: {},
    timestamp: now,
  }));

/** The stream of the stack as the loader sees it, with parts replaced. */
const logLike = (parts: Partial<LoaderOptions['stream']>): LoaderOptions['stream'] => ({
  append: (name, records) => stack.stream.append(name, records),
  bounds: async () => [{ partition, first: 1_000_000n, next: 2_000_000n }],
  read: async () => [],
  ...parts,
});

/** A loader that knows its log only by what it is given: the stream holds nothing of these partitions. */
const open = (options: Partial<LoaderOptions> = {}): Promise<PartitionLoader> =>
  openLoader({
    store: loading,
    stream: logLike({}),
    clock: systemClock,
    partition,
    committed: new Map(),
    bounds: signalBounds,
    ...options,
  });

const committedAt = (offset: number): LoaderOptions['committed'] =>
  new Map([[topic, { offset: BigInt(offset), metadata: '' }]]);

async function load(loader: PartitionLoader, what: readonly StreamMessage[]): Promise<Batch> {
  const batch = await loader.decode(what);
  await loader.store(batch);
  loader.advance(batch);
  return batch;
}

const newPartition = (): number => ++partition;

describe('what is loaded', () => {
  test('reads back from the store as avsc encoded it, with its lineage', async () => {
    newPartition();
    const values = [value({ sequence: 1, rows: 500 }), value({ sequence: 2, rows: 7, collector: 'zweiter ☀' })];
    await load(await open(), messages(values));
    const columns = currentSchema(topic).columns.map(({ name }) =>
      name.endsWith('_at') ? `toUnixTimestamp64Milli(${name}) AS ${name}_` : name,
    );
    const rows = await read(
      `SELECT collector, incarnation, sequence, site, src_log, src_offset, ${columns.join(', ')} FROM reading_asic
       WHERE src_partition = {partition:UInt16} ORDER BY src_offset, device`,
      z.record(z.string(), z.unknown()),
    );
    const expected = values.flatMap((each, offset) => rowsOf(readExact(topic, each), offset));
    expect(rows.map(plain)).toEqual(expected.map(plain));
  });

  test('makes one part for each topic and day of a batch', async () => {
    newPartition();
    const values = [1, 2, 3, 4].map((sequence) =>
      value({ sequence, rows: 500, at: now - 86_400_000 * (sequence % 2) }),
    );
    const batch = await load(await open(), messages(values));
    expect(batch.blocks.map(({ block }) => block.rows)).toEqual([1_000, 1_000]);
    expect(await count('(SELECT DISTINCT _part FROM reading_asic WHERE src_partition = {partition:UInt16})')).toBe(2);
  });
});

/** The rows that avsc reads from a message, named as the query above names them. */
function rowsOf(batch: Fields, offset: number): Fields[] {
  const { columns } = currentSchema(topic);
  return Array.from({ length: Number(batch['count']) }, (_, row) => ({
    collector: batch['collector'],
    incarnation: batch['incarnation'],
    sequence: batch['sequence'],
    site: batch['site'],
    src_log: 1,
    src_offset: offset,
    ...Object.fromEntries(
      columns.map(({ name, kind }) => [
        name.endsWith('_at') ? `${name}_` : name,
        (batch[name] as unknown[])[row] ?? (kind === 'enum' ? 'none' : null),
      ]),
    ),
  }));
}

const plain = (row: Fields): Fields =>
  Object.fromEntries(
    Object.entries(row).map(([name, each]) => [name, each === null ? null : String(each as string | number | bigint)]),
  );

describe('each message is stored once', () => {
  test('when a new owner is given everything again, with a block half done before', async () => {
    newPartition();
    const values = [1, 2, 3, 4, 5].map((sequence) => value({ sequence }));
    await load(await open(), messages(values.slice(0, 3)));
    await load(await open(), messages(values));
    expect(await offsets()).toEqual([0, 1, 2, 3, 4].map((offset) => [offset, 3]));
  });

  test('when only some of the days of a batch went in before', async () => {
    newPartition();
    const values = [1, 2, 3, 4].map((sequence) => value({ sequence, at: now - 86_400_000 * (sequence % 2) }));
    const first = await open();
    const batch = await first.decode(messages(values));
    await first.store({ ...batch, blocks: batch.blocks.slice(0, 1) });
    expect((await offsets()).length).toBe(2);
    await load(await open(), messages(values));
    expect(await offsets()).toEqual([0, 1, 2, 3].map((offset) => [offset, 3]));
  });

  test('when a sender repeats it before, during and after a change of owner', async () => {
    newPartition();
    const [one, two, three] = [1, 2, 3].map((sequence) => value({ sequence })) as [Buffer, Buffer, Buffer];
    const first = await open();
    await load(first, messages([one, one, two]));
    first.checkpoint();
    first.committed();
    await first.saveMarks(committedAt(2));
    const log = [one, one, two, two, one, three, three];
    const second = await open({ committed: committedAt(2) });
    await load(second, messages(log.slice(2, 5), 2));
    second.checkpoint();
    second.committed();
    await second.saveMarks(committedAt(5));
    await load(await open({ committed: committedAt(5) }), messages(log.slice(5), 5));
    await load(await open({ committed: committedAt(0) }), messages(log));
    expect(await offsets()).toEqual([
      [0, 3],
      [2, 3],
      [5, 3],
    ]);
  });

  test('when nobody saved marks and a copy comes after the committed offset', async () => {
    newPartition();
    await load(await open(), messages([value({ sequence: 1 }), value({ sequence: 2 })]));
    const second = await load(
      await open({ committed: committedAt(2) }),
      messages([value({ sequence: 1 }), value({ sequence: 3 })], 2),
    );
    expect([second.copies, await offsets()]).toEqual([
      1,
      [
        [0, 3],
        [1, 3],
        [3, 3],
      ],
    ]);
  });
});

describe('a former owner', () => {
  test('inserts nothing and is told so', async () => {
    newPartition();
    const first = await open();
    const batch = await first.decode(messages([value({ sequence: 1 })]));
    const bad = await first.decode(messages([Buffer.from('bad')], 1));
    const second = await open();
    await expect(first.store(batch)).rejects.toMatchObject({ code: 'OWNER_LOST' });
    await expect(first.store(bad)).rejects.toMatchObject({ code: 'OWNER_LOST' });
    expect([await offsets(), await offsets('dead_letter')]).toEqual([[], []]);
    await load(second, messages([value({ sequence: 1 })]));
    expect(await offsets()).toEqual([[0, 3]]);
  });
});

test('a new owner waits until an insert of a former one has ended', async () => {
  newPartition();
  const comment = `/* coload load partition=${partition} owner=somebody */`;
  let hasEnded = false;
  const slow = stack.store
    .command(
      `INSERT INTO log_generation (topic, reason) SELECT 'none', '' FROM numbers(4) WHERE sleepEachRow(0.4) = 0 ${comment}`,
    )
    .then(() => (hasEnded = true));
  await until(
    'it runs',
    async () => (await count(`system.processes WHERE query LIKE '%owner=somebody%' AND query_kind = 'Insert'`)) > 0,
  );
  await open();
  expect(hasEnded).toBe(true);
  await slow;
});

describe('bad messages', () => {
  const broken = (): Fields => {
    const batch = asicBatch({ now, sequence: 1 });
    return { ...batch, power_w: [1, NaN, 2], energy_j: [-5, 5, 5] };
  };

  test('are dead letters in the store and on the stream, the rest of their batch is loaded', async () => {
    newPartition();
    const good = value({ sequence: 2 });
    const values = [encodeBatch(topic, broken()), good.subarray(0, 300), good, frame(77, Buffer.alloc(9))];
    await load(await open({ limits: { schemaRetryMs: 200 } }), messages(values));
    expect(await offsets()).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const letters = await read(
      `SELECT src_offset AS offset, src_row AS row, reason, sequence, JSONExtractString(row_values, 'device') AS device, length(payload) > 0 AS whole
       FROM dead_letter FINAL WHERE src_partition = {partition:UInt16} ORDER BY offset, row`,
      z.object({
        offset: z.coerce.number(),
        row: z.number(),
        reason: z.string(),
        sequence: z.coerce.number(),
        device: z.string(),
        whole: z.number(),
      }),
    );
    expect(letters).toEqual([
      { offset: 0, row: 0, reason: 'out_of_bounds', sequence: 1, device: 'asic-0000', whole: 0 },
      { offset: 0, row: 1, reason: 'not_finite', sequence: 1, device: 'asic-0001', whole: 0 },
      { offset: 1, row: -1, reason: 'truncated', sequence: 2, device: '', whole: 1 },
      { offset: 3, row: -1, reason: 'schema_unknown', sequence: 0, device: '', whole: 1 },
    ]);
    const keys = new Set((await readDead()).map(({ key }) => key));
    expect(keys).toEqual(new Set(['0/0', '0/1', '1/-1', '3/-1'].map((at) => `${topic}/1/${partition}/${at}`)));
  });

  test('that were set aside before a crash are the same ones after it', async () => {
    newPartition();
    const values = [encodeBatch(topic, broken()), Buffer.from('nothing')];
    const first = await open();
    await first.store({ ...(await first.decode(messages(values))), dead: [] });
    expect([await offsets(), await offsets('dead_letter')]).toEqual([[[0, 1]], []]);
    await load(await open(), messages(values));
    await load(await open(), messages(values));
    expect([await offsets(), await offsets('dead_letter FINAL')]).toEqual([
      [[0, 1]],
      [
        [0, 2],
        [1, 1],
      ],
    ]);
  });

  test('stop the partition when they are most of it, and nothing of that batch is stored', async () => {
    newPartition();
    const loader = await open();
    const bad = Array.from({ length: 100 }, (_, index) => Buffer.from(`bad ${index}`));
    await expect(loader.decode(messages(bad))).rejects.toMatchObject({ code: 'DEAD_LETTER_LIMIT' });
    expect(await offsets('dead_letter')).toEqual([]);
  });

  test('with an unknown schema are held back until it is known', async () => {
    newPartition();
    let asked = 0;
    const loader = await open({
      lookup: (id) => (asked++ < 2 ? undefined : id === 77 ? currentSchema(topic) : undefined),
    });
    const unknown = frame(77, value({ sequence: 1 }).subarray(5));
    const batch = await load(loader, messages([unknown]));
    expect([asked, batch.rows, await offsets()]).toEqual([3, 3, [[0, 3]]]);
  });
});

async function readDead(): Promise<StreamMessage[]> {
  const name = deadTopic(topic);
  const bounds = await stack.stream.bounds(name);
  const all = await Promise.all(
    bounds.map((each) => stack.stream.read(name, each.partition, 0n, { messages: 1_000, bytes: 1e8 })),
  );
  return all.flat().filter(({ key }) => key?.startsWith(`${topic}/1/${partition}/`));
}

describe('the log', () => {
  const withLog = (first: number, log: readonly StreamMessage[]): Partial<LoaderOptions> => ({
    stream: logLike({
      bounds: async (name) => [
        { partition, first: BigInt(first), next: name === topic ? BigInt(first + log.length) : 1_000n },
      ],
      read: async () => log.slice(-1),
    }),
  });

  test.each<[string, number, (own: StreamMessage[]) => readonly StreamMessage[], string | null]>([
    ['is the one that was loaded: it goes on', 0, (own) => own, null],
    ['no longer has what was loaded: it goes on', 7, () => [], null],
    ['ends before what was loaded: it stops', 0, (own) => own.slice(0, 1), 'STREAM_LOST'],
    [
      'holds another batch there: it stops',
      0,
      (own) => [own[0], { ...own[0], offset: 1n }] as StreamMessage[],
      'STREAM_LOST',
    ],
  ])('%s', async (_, first, logOf, code) => {
    newPartition();
    const own = messages([value({ sequence: 1 }), value({ sequence: 2 })]);
    await load(await open(), own);
    const again = open(withLog(first, logOf(own)));
    if (code === null) await expect(again).resolves.toBeDefined();
    else await expect(again).rejects.toMatchObject({ code });
  });
});

/** A way to the store that loses the answers of inserts when told to, before or after the store has had the request. */
async function losingProxy(): Promise<{ url: string; lose: { before: number; after: number }; stop(): void }> {
  const lose = { before: 0, after: 0 };
  const target = new URL(stack.engine.url);
  const server: Server = createServer((incoming: IncomingMessage, outgoing) => {
    const isLoad = decodeURIComponent(incoming.url ?? '')
      .replaceAll('+', ' ')
      .includes('INSERT INTO reading_asic');
    if (isLoad && lose.before > 0) {
      lose.before--;
      incoming.socket.destroy();
      return;
    }
    const isLost = isLoad && lose.after > 0;
    if (isLost) lose.after--;
    const onward = request(
      {
        host: target.hostname,
        port: target.port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      (answer) => {
        if (isLost) {
          answer.resume().once('end', () => incoming.socket.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, lose, stop };
}

describe('an insert whose answer is lost', () => {
  test('is looked up and neither repeated nor missed, before or after the store had it', async () => {
    newPartition();
    const proxy = await losingProxy();
    const store = createStore({ url: proxy.url, user: 'loader', password: 'secret' });
    try {
      const codes: string[] = [];
      const loader = await open({ store, onRetry: ({ code }) => codes.push(code) });
      proxy.lose.after = 1;
      await load(loader, messages([value({ sequence: 1 })]));
      proxy.lose.before = 2;
      await load(loader, messages([value({ sequence: 2 })], 1));
      proxy.lose.after = 1;
      proxy.lose.before = 1;
      await load(loader, messages([value({ sequence: 3 })], 2));
      expect(codes).toEqual(Array(5).fill('STORE_UNKNOWN'));
      expect(await offsets()).toEqual([0, 1, 2].map((offset) => [offset, 3]));
    } finally {
      await store.close();
      proxy.stop();
    }
  });

  test('stops the partition when the store stays away for too long', async () => {
    newPartition();
    const proxy = await losingProxy();
    const store = createStore({ url: proxy.url, user: 'loader', password: 'secret' });
    try {
      const loader = await open({ store, limits: { retryMs: 300 } });
      proxy.stop();
      await expect(load(loader, messages([value({ sequence: 1 })]))).rejects.toMatchObject({
        code: expect.stringMatching(/STORE_UN/),
      });
    } finally {
      await store.close();
    }
  });
});

test('of what is committed and not in the store it is said from where it is loaded again, to be committed first', async () => {
  newPartition();
  const loader = await open({ committed: committedAt(1_500_000) });
  expect(loader.start.get(topic)).toBe(1_000_000n);
  expect([...loader.rewound]).toEqual([[topic, { offset: 1_000_000n, metadata: '' }]]);
  newPartition();
  expect((await open()).rewound.size).toBe(0);
});

describe('a block that the store refuses', () => {
  test('is split until only the rows at fault are dead letters', async () => {
    newPartition();
    await stack.store.command(`ALTER TABLE reading_asic ADD CONSTRAINT no_five CHECK energy_j != 555`);
    try {
      const values = [1, 2, 3, 4, 5].map((sequence) =>
        value({ sequence, energy: (row) => (sequence === 4 && row === 1 ? 555 : 100) }),
      );
      await load(await open(), messages(values));
      expect(await offsets()).toEqual([3, 3, 3, 2, 3].map((rows, offset) => [offset, rows]));
      const letters = await read(
        `SELECT src_offset AS offset, src_row AS row, reason FROM dead_letter FINAL WHERE src_partition = {partition:UInt16}`,
        z.object({ offset: z.coerce.number(), row: z.number(), reason: z.string() }),
      );
      expect(letters).toEqual([{ offset: 3, row: 1, reason: 'refused' }]);
      expect(await count(`system.tables WHERE name LIKE 'load_trial_%'`)).toBe(0);
    } finally {
      await stack.store.command(`ALTER TABLE reading_asic DROP CONSTRAINT no_five`);
    }
  });

  test('is not blamed on its messages when an empty one is refused as well', async () => {
    newPartition();
    const loader = await open();
    await stack.store.command(`RENAME TABLE reading_asic TO reading_away`);
    try {
      await expect(load(loader, messages([value({ sequence: 1 })]))).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    } finally {
      await stack.store.command(`RENAME TABLE reading_away TO reading_asic`);
    }
    expect(await offsets('dead_letter')).toEqual([]);
  });
});
