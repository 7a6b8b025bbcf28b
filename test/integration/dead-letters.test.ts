import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { signalBounds } from '#catalogue';
import { currentSchema, schemaById, type Topic } from '#contracts';
import {
  countDeadLetters,
  openLoader,
  type LoaderOptions,
  readDeadLetters,
  replayDeadLetters,
  type ReplayOptions,
  resolveDeadLetters,
  type StoredDeadLetter,
} from '#load';
import { systemClock } from '#runtime';
import { createStore, integer, type Store } from '#store';
import { partitionOf } from '#stream';
import { type AsicOptions, asicBatch, encodeBatch, type Fields, frame } from '../support/batches.ts';
import { runCoload, type Stack, startStack } from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const partitions = 40;
const now = systemClock.now();

let stack: Stack;
let loading: Store;
/** Each test has a site, and so a partition, of its own. */
let site = '';
let partition = -1;
let from = 0n;

beforeAll(async () => {
  stack = await startStack({ partitions });
  loading = createStore({ url: stack.engine.url, user: 'loader', password: 'secret' });
});

afterAll(async () => {
  await loading?.close();
  await stack?.stop();
});

const used = new Set<number>();
function newSite(): void {
  for (let n = 0; ; n++) {
    site = `site-${n}`;
    partition = partitionOf(site, partitions);
    if (!used.has(partition)) break;
  }
  used.add(partition);
  from = 0n;
}

const batch = (options: AsicOptions): Fields => asicBatch({ now, site, ...options });
const send = (...values: readonly Uint8Array[]): Promise<unknown> =>
  stack.stream.append(
    topic,
    values.map((value) => ({ key: site, value: Buffer.from(value) })),
  );

/** Loads what is new on the stream, as a processor does that knows what `options` say. */
async function load(options: Partial<LoaderOptions> = {}): Promise<number> {
  const loader = await openLoader({
    store: loading,
    stream: stack.stream,
    clock: systemClock,
    partition,
    committed: new Map([[topic, { offset: from, metadata: '' }]]),
    bounds: signalBounds,
    ...options,
  });
  const messages = await stack.stream.read(topic, partition, from, { messages: 1_000, bytes: 64e6 });
  from += BigInt(messages.length);
  const decoded = await loader.decode(messages);
  await loader.store(decoded);
  return decoded.rows;
}

const totals = async (): Promise<Record<string, unknown> | undefined> =>
  (
    await stack.store.query(
      'SELECT count() AS readings, ifNull(sum(energy_j), 0) AS energy, uniqExact(device) AS devices FROM reading_asic WHERE site = {site:String}',
      { params: { site }, schema: z.object({ readings: integer, energy: integer, devices: integer }) },
    )
  )[0];

const open = (): Promise<StoredDeadLetter[]> => readDeadLetters(stack.store, { site }, { limit: 1_000 });
const replay = (
  letters: readonly StoredDeadLetter[],
  options: Partial<ReplayOptions> = {},
): ReturnType<typeof replayDeadLetters> =>
  replayDeadLetters(letters, {
    store: stack.store,
    stream: stack.stream,
    clock: systemClock,
    bounds: signalBounds,
    by: 'operator',
    note: 'bounds widened',
    ...options,
  });

/** As a catalogue that allows too little. */
const narrow: LoaderOptions['bounds'] = {
  ...signalBounds,
  [topic]: { ...signalBounds[topic], power_w: { min: 0, max: 3_501 } },
};
const all = { readings: 6, energy: 1_200_006, devices: 3 };

describe('rows that were set aside', () => {
  test('are loaded by a replay when they are good by now, and the totals are as if they always had been', async () => {
    newSite();
    await send(
      encodeBatch(topic, batch({ sequence: 1 })),
      encodeBatch(topic, batch({ sequence: 2, at: now - 3_600_000 })),
    );
    await load({ bounds: narrow });
    expect(await totals()).toEqual({ readings: 2, energy: 400_000, devices: 1 });
    const letters = await open();
    expect(letters.map(({ id, reason }) => [id, reason])).toEqual(
      ['0/1', '0/2', '1/1', '1/2'].map((at) => [`${topic}/1/${partition}/${at}`, 'out_of_bounds']),
    );
    expect((await replay(letters)).refused).toEqual([]);
    await load();
    expect(await totals()).toEqual(all);
    expect(await open()).toEqual([]);
  });

  test('are counted once when a replay is cut off before it is noted, and repeated, in any order', async () => {
    newSite();
    await send(
      encodeBatch(topic, batch({ sequence: 1 })),
      encodeBatch(topic, batch({ sequence: 2, at: now - 3_600_000 })),
    );
    await load({ bounds: narrow });
    const letters = await open();
    await replay(letters.slice(2));
    await load();
    await replay(letters.toReversed());
    await load();
    await replay(letters.slice(1, 3));
    await load();
    expect(await totals()).toEqual(all);
  });

  test('that would be refused again are not sent, and say why', async () => {
    newSite();
    await send(encodeBatch(topic, { ...batch({ sequence: 1 }), power_w: [Number.NaN, 1, 2] }));
    await load();
    const { next } = (await stack.stream.bounds(topic))[partition] ?? {};
    const { replayed, refused } = await replay(await open());
    expect(replayed).toEqual([]);
    expect(refused.map(({ letter, why }) => [letter.row, why])).toEqual([[0, expect.stringMatching(/power_w.*NaN/)]]);
    expect((await stack.stream.bounds(topic))[partition]?.next).toBe(next);
    expect(await open()).toHaveLength(1);
  });

  test('of a batch with the wrong day go to the day that they are of', async () => {
    newSite();
    const good = batch({ sequence: 1 });
    await send(encodeBatch(topic, { ...good, day: (good['day'] as number) - 1 }));
    await load();
    expect(await totals()).toMatchObject({ readings: 0 });
    await replay(await open());
    await load();
    expect(await totals()).toEqual({ readings: 3, energy: 600_003, devices: 3 });
  });
});

describe('messages that were set aside as a whole', () => {
  const unknown: LoaderOptions['lookup'] = (id) => (id === currentSchema(topic).id ? undefined : schemaById(id));
  const oldProcessor = { lookup: unknown, limits: { schemaRetryMs: 0 } };

  test('are loaded by a replay when their schema is known, although the collector has gone on since', async () => {
    newSite();
    await send(encodeBatch(topic, batch({ sequence: 1 })));
    await load(oldProcessor);
    await send(encodeBatch(topic, batch({ sequence: 2, at: now - 3_600_000 })));
    await load();
    expect(await totals()).toMatchObject({ readings: 3 });
    const [letter] = await open();
    expect(letter).toMatchObject({ row: -1, reason: 'schema_unknown' });
    await replay([letter as StoredDeadLetter]);
    await replay([letter as StoredDeadLetter]);
    await load();
    expect(await totals()).toEqual(all);
  });

  test('are taken from the stream where the dead letter has cut them off, and refused where that has lost them', async () => {
    newSite();
    const rows = 500;
    const large = {
      ...batch({ sequence: 1, rows }),
      device: Array.from({ length: rows }, (_, n) => `${n}`.padEnd(200, 'x')),
    };
    await send(encodeBatch(topic, large));
    await load(oldProcessor);
    const letters = await open();
    const gone = await replay(letters, { stream: { ...readers(), bounds: async () => [] } });
    expect(gone.refused.map(({ why }) => why)).toEqual([
      expect.stringContaining('the stream does not hold it any more'),
    ]);
    await replay(letters);
    await load();
    expect(await totals()).toMatchObject({ readings: rows, devices: rows });
  });

  test('that nobody can read are not sent, and say why', async () => {
    newSite();
    await send(
      encodeBatch(topic, batch({ sequence: 1 })).subarray(0, 300),
      frame(77, Buffer.alloc(9)),
      Buffer.from('?'),
    );
    await load({ limits: { schemaRetryMs: 0 } });
    const { replayed, refused } = await replay(await open());
    expect(replayed).toEqual([]);
    expect(refused).toHaveLength(3);
  });

  const readers = (): ReplayOptions['stream'] => ({
    append: (name, records) => stack.stream.append(name, records),
    bounds: (name) => stack.stream.bounds(name),
    read: (...args) => stack.stream.read(...args),
  });
});

describe('a decision', () => {
  test('takes letters off the list, keeps them readable with who and why, and is counted by reason', async () => {
    newSite();
    await send(encodeBatch(topic, batch({ sequence: 1 })));
    await load({ bounds: narrow });
    const letters = await open();
    expect(await countDeadLetters(stack.store, { site })).toEqual([{ topic, reason: 'out_of_bounds', letters: 2 }]);
    await resolveDeadLetters(stack.store, letters.slice(0, 1), { action: 'discarded', by: 'ann', note: 'a test rig' });
    expect((await open()).map(({ row }) => row)).toEqual([2]);
    const kept = await readDeadLetters(stack.store, { site, isResolvedToo: true }, { limit: 10 });
    expect(kept.map(({ action, resolvedBy, note }) => [action, resolvedBy, note])).toEqual([
      ['discarded', 'ann', 'a test rig'],
      [null, '', ''],
    ]);
  });
});

describe('coload dead', () => {
  const coload = (...args: string[]): ReturnType<typeof runCoload> => runCoload(stack, ['dead', ...args]);

  test('lists, shows, replays and discards in a pipe as JSON', async () => {
    newSite();
    await send(encodeBatch(topic, { ...batch({ sequence: 1 }), energy_j: [1, -5, 3] }));
    await load({ bounds: narrow });
    const id = (row: number): string => `${topic}/1/${partition}/0/${row}`;
    const listed = (await coload('list', '--site', site)).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Fields);
    expect(listed.map((letter) => letter['id'])).toEqual([id(1), id(2)]);
    const shown = JSON.parse((await coload('show', id(2))).stdout) as Fields;
    expect(shown).toMatchObject({ reason: 'out_of_bounds', values: { device: 'asic-0002', energy_j: 3 } });
    const replayed = await coload('replay', '--site', site);
    expect(replayed).toMatchObject({ code: 1, stdout: '{"replayed":1,"refused":1}\n' });
    expect(replayed.stderr).toMatch(new RegExp(`^${id(1)}: not replayed: energy_j`));
    await load();
    expect(await totals()).toMatchObject({ readings: 2, energy: 4 });
    expect(await coload('discard', id(1), '--note', 'sensor was broken')).toMatchObject({
      code: 0,
      stdout: '{"discarded":1}\n',
    });
    expect((await coload('list', '--site', site)).stdout).toBe('');
  });

  test('refuses a decision on everything that nobody asked for, an id that is none, and a discard without a reason', async () => {
    expect(await coload('replay')).toMatchObject({ code: 2, stderr: expect.stringContaining('--all') });
    expect(await coload('discard', '--all')).toMatchObject({ code: 2, stderr: expect.stringContaining('--note') });
    expect(await coload('replay', 'nothing/1/1/1/1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no dead letters'),
    });
    expect(await coload('list', '--topic', 'asic')).toMatchObject({ code: 2, stderr: expect.stringContaining(topic) });
  });
});
