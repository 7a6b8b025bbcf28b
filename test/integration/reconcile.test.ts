import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signalBounds } from '#catalogue';
import { type Topic, utcDay } from '#contracts';
import { loaderGroup, openLoader, readDeadLetters, reconcileTopic, replayDeadLetters } from '#load';
import { systemClock } from '#runtime';
import { createStore, type Store } from '#store';
import { partitionOf } from '#stream';
import { type AsicOptions, asicBatch, encodeBatch, type Fields, noon } from '../support/batches.ts';
import { runCoload, type Stack, startStack } from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const partitions = 2;
const site = 'site-1';
const partition = partitionOf(site, partitions);
const now = systemClock.now();
const dayOf = (daysAgo: number): string => new Date(utcDay(noon(now, daysAgo)) * 86_400_000).toISOString().slice(0, 10);

let stack: Stack;
let loading: Store;
let from = 0n;

beforeAll(async () => {
  stack = await startStack({ partitions });
  loading = createStore({ url: stack.engine.url, user: 'loader', password: 'secret' });
});

afterAll(async () => {
  await loading?.close();
  await stack?.stop();
});

const batch = (options: AsicOptions): Fields => asicBatch({ now, site, ...options });
const send = (...values: readonly Uint8Array[]): Promise<unknown> =>
  stack.stream.append(
    topic,
    values.map((value) => ({ key: site, value: Buffer.from(value) })),
  );

async function load(): Promise<void> {
  const loader = await openLoader({
    store: loading,
    stream: stack.stream,
    clock: systemClock,
    partition,
    committed: new Map([[topic, { offset: from, metadata: '' }]]),
    bounds: signalBounds,
    limits: { schemaRetryMs: 0 },
  });
  const messages = await stack.stream.read(topic, partition, from, { messages: 1_000, bytes: 64e6 });
  from += BigInt(messages.length);
  await loader.store(await loader.decode(messages));
}

const reconciled = (): ReturnType<typeof reconcileTopic> => reconcileTopic(stack, topic);
const total = (daysAgo: number, sums: Record<string, number>): Fields => ({
  topic,
  partition,
  day: dayOf(daysAgo),
  lost: 0,
  doubled: 0,
  ...sums,
});

async function coload(...options: readonly string[]): Promise<{ code: number; line: Fields }> {
  const ended = await runCoload(stack, ['reconcile', ...options]);
  return { code: ended.code, line: JSON.parse(ended.stdout) as Fields };
}

describe('reconcile', () => {
  test('finds stream and store equal where rows and messages are dead, sent twice, replayed, or still wait', async () => {
    const good = encodeBatch(topic, batch({ sequence: 1 }));
    const bad = encodeBatch(topic, { ...batch({ sequence: 2, at: noon(now, 2) }), power_w: [NaN, 1, 2] });
    const wrongDay = encodeBatch(topic, { ...batch({ sequence: 3 }), day: utcDay(now) - 2 });
    const cutOff = encodeBatch(topic, batch({ sequence: 4 })).subarray(0, 300);
    await send(good, bad, good, wrongDay, cutOff, Buffer.from('nothing'));
    await load();
    const letters = await readDeadLetters(stack.store, { reason: 'wrong_day' }, { limit: 10 });
    const options = { ...stack, clock: systemClock, bounds: signalBounds, by: 'operator', note: '' };
    expect((await replayDeadLetters(letters, options)).replayed).toHaveLength(3);
    await load();
    await send(encodeBatch(topic, batch({ sequence: 5 })));
    const { days, ...rest } = await reconciled();
    expect(rest).toEqual({ gaps: [], waiting: 1, beyond: 0, messages: 10 });
    expect(new Set(days)).toEqual(
      new Set([
        // The good one, three replays, and the one of which nobody can read more than the header.
        total(1, { appended: 9, stored: 6, dead: 3 }),
        // The one with a bad row, and the one with the wrong day.
        total(2, { appended: 6, stored: 2, dead: 4 }),
        { ...total(1, { appended: 1, stored: 0, dead: 1 }), day: null },
      ]),
    );
    expect(await coload()).toMatchObject({
      code: 0,
      line: { equal: true, appended: 16, stored: 8, dead: 8, waiting: 1 },
    });
    await load();
  });

  test('says of which day rows are lost or doubled', async () => {
    await send(
      encodeBatch(topic, batch({ sequence: 6, at: noon(now, 3) })),
      encodeBatch(topic, batch({ sequence: 7, at: noon(now, 4) })),
    );
    await load();
    const lost = from - 2n;
    await stack.store.command(
      `INSERT INTO reading_asic SELECT * FROM reading_asic WHERE src_offset = ${from - 1n} LIMIT 2`,
    );
    await stack.store.command(`DELETE FROM reading_asic WHERE src_offset = ${lost} AND device = 'asic-0001'`);
    const { days } = await reconciled();
    expect(days.filter((day) => day.lost + day.doubled > 0)).toEqual([
      total(3, { appended: 3, stored: 2, dead: 0, lost: 1 }),
      total(4, { appended: 3, stored: 5, dead: 0, doubled: 2 }),
    ]);
    const { code, line } = await coload();
    expect([code, line['equal'], line['lost'], line['doubled']]).toEqual([1, false, 1, 2]);
  });

  test('repairs nothing while readings are lost, also of other days, unless told that they are', async () => {
    const refused = await coload('--repair', '--from', dayOf(2));
    expect(refused).toMatchObject({ code: 0, line: { lost: 0, repair_refused: true } });
    const accepted = await coload('--repair', '--accept-loss');
    expect(accepted).toMatchObject({ code: 1, line: { lost: 1, repair_refused: false } });
    const ofTopic = await runCoload(stack, ['reconcile', '--repair', '--topic', topic]);
    expect(ofTopic).toMatchObject({ code: 2, stderr: expect.stringContaining('leave --topic out') });
  });

  test('knows by what was committed that the newest messages are lost, and that messages behind wait', async () => {
    await send(encodeBatch(topic, batch({ sequence: 8 })), encodeBatch(topic, batch({ sequence: 9 })));
    await load();
    await send(encodeBatch(topic, batch({ sequence: 10 })));
    let isOurs = (): void => undefined;
    const ours = new Promise<void>((resolve) => (isOurs = resolve));
    const member = await stack.stream.join({
      group: loaderGroup,
      topics: [topic],
      onAssigned: () => isOurs(),
      onRevoked: () => undefined,
    });
    await ours;
    await member.commit(partition, new Map([[topic, { offset: from, metadata: '' }]]));
    await member.leave();
    await stack.store.command(`DELETE FROM reading_asic WHERE src_offset = ${from - 1n}`);
    const { days, waiting } = await reconciled();
    expect(waiting).toBe(1);
    expect(days.find(({ day }) => day === dayOf(1))).toMatchObject({ lost: 3 });
    await load();
  });

  test('finds batches that never reached the stream', async () => {
    await send(
      encodeBatch(topic, batch({ sequence: 13 })),
      encodeBatch(topic, batch({ sequence: 2, incarnation: 'new disk' })),
    );
    await load();
    expect((await reconciled()).gaps).toEqual([
      { topic, collector: 'collector-1', incarnation: 'first', site, from: 11, to: 12 },
      { topic, collector: 'collector-1', incarnation: 'new disk', site, from: 1, to: 1 },
    ]);
  });
});
