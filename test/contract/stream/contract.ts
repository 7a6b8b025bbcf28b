import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { projectPath } from '#runtime';
import { type Member, partitionOf, type Stream, type StreamMessage } from '#stream';
import type { Where, Work } from './child.ts';

/** What the suite needs of an adapter. */
export interface Subject {
  readonly name: string;
  readonly where: Where;
  open(): Stream;
  /** Makes retention remove everything of the partition before `offset`. */
  removeBefore(topic: string, partition: number, offset: bigint): Promise<void>;
}

const limit = { messages: 100, bytes: 1_000_000, waitMs: 5_000 };

/** Asks again until the answer is truthy; fails with what was awaited. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  withinMs = 30_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A member with a record of what it owned. */
interface Watched {
  readonly member: Member;
  readonly owned: Set<number>;
  readonly errors: Error[];
}

async function joinWatched(stream: Stream, group: string, topics: readonly string[]): Promise<Watched> {
  const owned = new Set<number>();
  const errors: Error[] = [];
  const member = await stream.join({
    group,
    topics,
    onAssigned: (partitions) => partitions.forEach((partition) => owned.add(partition)),
    onRevoked: (partitions) => partitions.forEach((partition) => owned.delete(partition)),
    onError: (error) => errors.push(error),
  });
  return { member, owned, errors };
}

/** Runs child.ts from its source, with its messages kept. */
function startChild(where: Where, work: Work): { process: ChildProcess; heard: Record<string, unknown>[] } {
  const heard: Record<string, unknown>[] = [];
  const child = fork(projectPath('test/contract/stream/child.ts'), [JSON.stringify(where), JSON.stringify(work)], {
    execArgv: ['--conditions', 'source', '--import', projectPath('test/support/typescript.mjs')],
  });
  child.on('message', (message) => heard.push(message as Record<string, unknown>));
  return { process: child, heard };
}

async function takeAll(member: Member, partition: number, count: number): Promise<StreamMessage[]> {
  const messages: StreamMessage[] = [];
  await until(`${count} messages`, async () => {
    messages.push(...(await member.take(partition, { ...limit, waitMs: 200 })));
    return messages.length >= count;
  });
  return messages;
}

/** A key that falls on the partition. */
const keyOn = (partition: number, partitions: number): string =>
  Array.from({ length: 1_000 }, (_, at) => `site-${at}`).find((key) => partitionOf(key, partitions) === partition) ??
  '';

/** Every promise of the port, run against an adapter. */
export function describeStream(start: () => Promise<Subject>, stop: () => Promise<void>): void {
  let subject: Subject;
  let stream: Stream;
  const opened: Stream[] = [];
  const children: ChildProcess[] = [];
  const open = (): Stream => {
    const one = subject.open();
    opened.push(one);
    return one;
  };
  const child = (work: Work): ReturnType<typeof startChild> => {
    const started = startChild(subject.where, work);
    children.push(started.process);
    return started;
  };
  const newTopics = async (count: number, partitions: number): Promise<string[]> => {
    const topics = Array.from({ length: count }, (_, at) => `test.${randomUUID().slice(0, 8)}.${at}`);
    await stream.ensureTopics(topics.map((topic) => ({ topic, partitions, maxMessageBytes: 11_000_000 })));
    return topics;
  };
  const newTopic = async (partitions: number): Promise<string> => (await newTopics(1, partitions))[0] ?? '';

  beforeAll(async () => {
    subject = await start();
  }, 120_000);
  afterAll(stop, 60_000);
  afterEach(async () => {
    for (const one of children.splice(0)) one.kill('SIGKILL');
    await Promise.all(opened.splice(0).map((one) => one.stop()));
  });

  describe('topics', () => {
    test('are created once, and a different number of partitions is refused by name', async () => {
      stream = open();
      const topic = await newTopic(3);
      await stream.ensureTopics([{ topic, partitions: 3, retentionMs: 3_600_000 }]);
      await expect(stream.ensureTopics([{ topic, partitions: 4 }])).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(topic),
      });
      expect((await stream.bounds(topic)).map(({ partition }) => partition)).toEqual([0, 1, 2]);
    });

    test('that do not exist are refused by name', async () => {
      stream = open();
      await expect(stream.append('test.missing', [{ key: 'a', value: Buffer.from('x') }])).rejects.toThrow(
        /test\.missing/,
      );
    });
  });

  describe('the log', () => {
    test('keeps the order of a key, over calls that are not awaited, and says where each record lies', async () => {
      stream = open();
      const topic = await newTopic(4);
      const keys = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
      const calls = Array.from({ length: 30 }, (_, call) =>
        stream.append(
          topic,
          keys.map((key) => ({ key, value: Buffer.from(`${key} ${call}`), headers: { call: String(call) } })),
        ),
      );
      const places = await Promise.all(calls);
      const bounds = await stream.bounds(topic);
      expect(bounds.reduce((sum, { first, next }) => sum + next - first, 0n)).toBe(150n);
      for (const [at, key] of keys.entries()) {
        const partition = partitionOf(key, 4);
        const { next = 0n } = bounds[partition] ?? {};
        const messages = await stream.read(topic, partition, 0n, { messages: 1_000, bytes: 1e6 });
        expect(messages.map(({ offset }) => offset)).toEqual(
          Array.from({ length: Number(next) }, (_, offset) => BigInt(offset)),
        );
        const ours = messages.filter((message) => message.key === key);
        expect(ours.map(({ value }) => value.toString())).toEqual(calls.map((_, call) => `${key} ${call}`));
        expect(ours.map(({ headers }) => headers['call'])).toEqual(calls.map((_, call) => String(call)));
        expect(ours.map(({ offset }) => offset)).toEqual(places.map((call) => call[at]?.offset));
        expect(places.every((call) => call[at]?.partition === partition)).toBe(true);
      }
    });

    test('puts a key on the partition that the Java client would choose', async () => {
      stream = open();
      const topic = await newTopic(7);
      // Partitions computed with org.apache.kafka.common.utils.Utils: toPositive(murmur2(key)) % 7.
      const places = await stream.append(
        topic,
        Object.keys(javaPartitions).map((key) => ({ key, value: Buffer.from(key) })),
      );
      expect(places.map(({ partition }) => partition)).toEqual(Object.values(javaPartitions));
    });

    test('carries messages of 5 MB and more unchanged, and returns one even where the limit is smaller', async () => {
      stream = open();
      const topic = await newTopic(1);
      const large = Buffer.alloc(5_500_000, 0).map((_, at) => (at * 2_654_435_761) >>> 24);
      await stream.append(topic, [
        { key: 'a', value: large },
        { key: 'a', value: Buffer.from('small') },
        { key: 'a', value: large },
      ]);
      const { member, owned } = await joinWatched(stream, randomUUID(), [topic]);
      await until('assignment', () => owned.has(0));
      member.seek(topic, 0, 0n);
      const [first, ...others] = await member.take(0, { messages: 100, bytes: 1_000, waitMs: 20_000 });
      expect(first?.value.equals(large)).toBe(true);
      expect(others).toEqual([]);
      const rest = await takeAll(member, 0, 2);
      expect(rest.map(({ value }) => value.length)).toEqual([5, large.length]);
    });

    test('refuses a message that is larger than the topic allows, and stays usable', async () => {
      stream = open();
      const topic = await newTopic(1);
      await expect(stream.append(topic, [{ key: 'a', value: Buffer.alloc(11_500_000, 1) }])).rejects.toMatchObject({
        code: 'MESSAGE_INVALID',
      });
      await stream.append(topic, [{ key: 'a', value: Buffer.from('fine') }]);
      expect((await stream.bounds(topic))[0]?.next).toBe(1n);
    });

    test('shows a message of another process soon', async () => {
      stream = open();
      const topic = await newTopic(1);
      const { member, owned } = await joinWatched(stream, randomUUID(), [topic]);
      await until('assignment', () => owned.has(0));
      member.seek(topic, 0, 0n);
      const waiting = member.take(0, { ...limit, waitMs: 30_000 });
      child({ do: 'append', topic, bytes: 100 });
      expect((await waiting)[0]).toMatchObject({ key: 'child', offset: 0n });
    });

    test('holds every acknowledged message, whole and in order, after the appender is killed', async () => {
      stream = open();
      const topic = await newTopic(1);
      const { process, heard } = child({ do: 'append', topic, bytes: 200_000 });
      await until('acknowledgements', () => heard.length > 20);
      process.kill('SIGKILL');
      await once(process, 'exit');
      const acknowledged = BigInt(heard.at(-1)?.['acknowledged'] as string);
      // An append that was under way may turn out to have happened as late as the next one.
      const [after] = await stream.append(topic, [{ key: 'after', value: Buffer.from('on') }]);
      const last = after?.offset ?? -1n;
      expect(last).toBeGreaterThan(acknowledged);
      const messages: StreamMessage[] = [];
      while (BigInt(messages.length) <= last) {
        messages.push(...(await stream.read(topic, 0, BigInt(messages.length), { messages: 50, bytes: 4e6 })));
      }
      expect(messages.map(({ offset }) => offset)).toEqual(messages.map((_, at) => BigInt(at)));
      expect(messages.pop()?.value.toString()).toBe('on');
      expect(messages.every(({ value }) => value.equals(Buffer.alloc(200_000, 7)))).toBe(true);
    });
  });

  describe('retention', () => {
    test('moves the first offset; a seek below it resumes there and is reported', async () => {
      stream = open();
      const topic = await newTopic(1);
      for (let at = 0; at < 10; at += 1) await stream.append(topic, [{ key: 'a', value: Buffer.alloc(1_000, at) }]);
      await subject.removeBefore(topic, 0, 4n);
      const { first = -1n, next = -1n } = (await stream.bounds(topic))[0] ?? {};
      expect(first).toBeGreaterThanOrEqual(4n);
      expect(next).toBeGreaterThanOrEqual(10n);
      expect((await stream.read(topic, 0, 0n, { messages: 1, bytes: 1e6 }))[0]?.offset).toBe(first);
      const { member, owned, errors } = await joinWatched(stream, randomUUID(), [topic]);
      await until('assignment', () => owned.has(0));
      member.seek(topic, 0, 1n);
      const messages = await takeAll(member, 0, Number(next - first));
      expect(messages[0]?.offset).toBe(first);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'STREAM_LOST', details: { from: '1', first: String(first) } });
    });

    test('does not touch what the group has committed, and a position past the end of the log is refused', async () => {
      stream = open();
      const topic = await newTopic(1);
      for (let at = 0; at < 10; at += 1) await stream.append(topic, [{ key: 'a', value: Buffer.alloc(1_000, at) }]);
      const { member, owned } = await joinWatched(stream, randomUUID(), [topic]);
      await until('assignment', () => owned.has(0));
      await member.commit(0, new Map([[topic, { offset: 2n, metadata: 'marks' }]]));
      await subject.removeBefore(topic, 0, 4n);
      member.seek(topic, 0, 2n);
      await takeAll(member, 0, 1);
      expect(await member.committed(0)).toEqual(new Map([[topic, { offset: 2n, metadata: 'marks' }]]));
      member.seek(topic, 0, 1_000n);
      await expect(
        until('refusal', async () => (await member.take(0, { ...limit, waitMs: 100 })).length > 1_000),
      ).rejects.toMatchObject({ code: 'STREAM_LOST' });
    });
  });

  describe('a group', () => {
    test('tells anyone what a group has committed of a topic, and nothing of what it has not', async () => {
      stream = open();
      const topics = await newTopics(2, 2);
      const [first = '', second = ''] = topics;
      const group = randomUUID();
      expect(await stream.committed(group, first)).toEqual(new Map());
      const { member, owned } = await joinWatched(stream, group, topics);
      await until('both partitions', () => owned.size === 2);
      await member.commit(1, new Map([[first, { offset: 7n, metadata: 'seven' }]]));
      expect(await open().committed(group, first)).toEqual(new Map([[1, { offset: 7n, metadata: 'seven' }]]));
      expect(await stream.committed(group, second)).toEqual(new Map());
      expect(await stream.committed(randomUUID(), first)).toEqual(new Map());
    });

    test('stores positions with 4 kB of metadata, per topic, apart from other groups', async () => {
      stream = open();
      const [one = '', two = ''] = await newTopics(2, 2);
      const metadata = `${'m'.repeat(4_090)}äöü`;
      const group = randomUUID();
      const { member, owned } = await joinWatched(stream, group, [one, two]);
      const other = await joinWatched(stream, randomUUID(), [one, two]);
      await until('assignments', () => owned.size === 2 && other.owned.size === 2);
      expect((await member.committed(0)).size).toBe(0);
      await member.commit(0, new Map([[one, { offset: 9_007_199_254_740_993n, metadata }]]));
      await member.commit(0, new Map([[two, { offset: 3n, metadata: '' }]]));
      await other.member.commit(1, new Map([[one, { offset: 7n, metadata: 'other' }]]));
      expect(await member.committed(0)).toEqual(
        new Map([
          [one, { offset: 9_007_199_254_740_993n, metadata }],
          [two, { offset: 3n, metadata: '' }],
        ]),
      );
      expect((await member.committed(1)).size).toBe(0);
      expect((await other.member.committed(0)).size).toBe(0);
      await expect(
        member.commit(0, new Map([[one, { offset: 1n, metadata: 'm'.repeat(4_097) }]])),
      ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      await member.leave();
      const again = await joinWatched(open(), group, [one, two]);
      await until('assignment', () => again.owned.size === 2);
      expect((await again.member.committed(0)).get(one)).toEqual({ offset: 9_007_199_254_740_993n, metadata });
    });

    test('delivers nothing before the seek, then from the seek on, in order, again after a seek back', async () => {
      stream = open();
      const [one = '', two = ''] = await newTopics(2, 1);
      for (const topic of [one, two]) {
        await stream.append(
          topic,
          Array.from({ length: 20 }, (_, at) => ({ key: 'k', value: Buffer.from(`${at}`) })),
        );
      }
      const { member, owned } = await joinWatched(stream, randomUUID(), [one, two]);
      await until('assignment', () => owned.has(0));
      expect(await member.take(0, { ...limit, waitMs: 300 })).toEqual([]);
      member.seek(one, 0, 5n);
      const seen = await takeAll(member, 0, 15);
      expect(seen.map(({ topic, offset }) => `${topic} ${offset}`)).toEqual(
        Array.from({ length: 15 }, (_, at) => `${one} ${at + 5}`),
      );
      member.seek(two, 0, 18n);
      member.seek(one, 0, 17n);
      const again = await takeAll(member, 0, 5);
      expect(again.filter(({ topic }) => topic === one).map(({ offset }) => offset)).toEqual([17n, 18n, 19n]);
      expect(again.filter(({ topic }) => topic === two).map(({ offset }) => offset)).toEqual([18n, 19n]);
      expect(await member.take(0, { ...limit, waitMs: 100 })).toEqual([]);
    });

    test('catches up in all topics alike, by the time of the appends, however busy one of them is', async () => {
      stream = open();
      const topics = await newTopics(2, 1);
      const [busy = '', quiet = ''] = topics;
      const record = (text: string) => ({ key: 'site', value: Buffer.from(text.padEnd(1_000)) });
      for (let round = 0; round < 20; round++) {
        await stream.append(
          busy,
          Array.from({ length: 30 }, () => record(`busy ${round}`)),
        );
        await stream.append(quiet, [record(`quiet ${round}`)]);
        // So that no two rounds have the same time.
        await until('a later millisecond', () => Date.now() % 2 === 0);
        await until('a later millisecond', () => Date.now() % 2 === 1);
      }
      const { member, owned } = await joinWatched(stream, randomUUID(), topics);
      await until('the partition', () => owned.has(0));
      for (const topic of topics) member.seek(topic, 0, 0n);
      const rounds: Record<string, number> = { [busy]: 0, [quiet]: 0 };
      for (let taken = 0; taken < 620;) {
        const messages = await member.take(0, { messages: 40, bytes: 1_000_000, waitMs: 200 });
        for (const { topic, value } of messages) rounds[topic] = Number(value.toString().split(' ')[1]);
        taken += messages.length;
        if (taken < 620) expect(Math.abs((rounds[busy] ?? 0) - (rounds[quiet] ?? 0))).toBeLessThanOrEqual(2);
      }
    });

    test('refuses topics that are not cut alike', async () => {
      stream = open();
      const one = await newTopic(2);
      const two = await newTopic(3);
      await expect(joinWatched(stream, randomUUID(), [one, two])).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    });

    test('gives partition p of every topic to one member, shares with a second, and gives back when it leaves', async () => {
      stream = open();
      const topics = await newTopics(3, 4);
      const group = randomUUID();
      const first = await joinWatched(stream, group, topics);
      await until('all four', () => first.owned.size === 4);
      const second = await joinWatched(open(), group, topics);
      await until('two each', () => first.owned.size === 2 && second.owned.size === 2);
      expect(new Set([...first.owned, ...second.owned])).toEqual(new Set([0, 1, 2, 3]));
      for (const { member, owned } of [first, second]) {
        for (const partition of owned) {
          for (const topic of topics) {
            await stream.append(topic, [{ key: keyOn(partition, 4), value: Buffer.from(topic) }]);
            member.seek(topic, partition, 0n);
          }
          const seen = await takeAll(member, partition, 3);
          expect(new Set(seen.map(({ topic }) => topic))).toEqual(new Set(topics));
        }
      }
      const [moved = -1] = second.owned;
      await second.member.leave();
      expect(second.owned.size).toBe(0);
      await expect(
        second.member.commit(moved, new Map([[topics[0] ?? '', { offset: 1n, metadata: '' }]])),
      ).rejects.toMatchObject({
        code: 'OWNER_LOST',
      });
      await until('all four again', () => first.owned.size === 4);
    });

    test('refuses a commit and a take once the partition was revoked', async () => {
      stream = open();
      const topic = await newTopic(2);
      const group = randomUUID();
      const first = await joinWatched(stream, group, [topic]);
      await until('both', () => first.owned.size === 2);
      const second = await joinWatched(open(), group, [topic]);
      const [lost = -1] = await until(
        'one each',
        () => first.owned.size === 1 && second.owned.size === 1 && second.owned,
      );
      const position = new Map([[topic, { offset: 1n, metadata: '' }]]);
      await expect(first.member.commit(lost, position)).rejects.toMatchObject({ code: 'OWNER_LOST' });
      await expect(first.member.take(lost, limit)).rejects.toMatchObject({ code: 'OWNER_LOST' });
      await second.member.commit(lost, position);
      expect((await second.member.committed(lost)).get(topic)?.offset).toBe(1n);
    });

    test('takes over from a member that was killed, at its commit', async () => {
      stream = open();
      const [topic = ''] = await newTopics(1, 2);
      const group = randomUUID();
      const { process, heard } = child({ do: 'own', group, topics: [topic] });
      const ours = await joinWatched(stream, group, [topic]);
      const theirs = await until('one each', () => {
        const [last] = heard.filter((message) => 'assigned' in message).slice(-1);
        return (
          ours.owned.size === 1 &&
          last &&
          !ours.owned.has(last['assigned'] as number) && { partition: last['assigned'] as number }
        );
      });
      await stream.append(
        topic,
        Array.from({ length: 5 }, () => ({ key: keyOn(theirs.partition, 2), value: Buffer.from('x') })),
      );
      await until('five commits', () => heard.some((message) => message['committed'] === '5'));
      process.kill('SIGKILL');
      await until('takeover', () => ours.owned.size === 2);
      expect((await ours.member.committed(theirs.partition)).get(topic)).toEqual({ offset: 5n, metadata: 'child' });
    });

    test('loses nothing when a member stops in the middle of a take: the next goes on from the commit', async () => {
      stream = open();
      const topic = await newTopic(1);
      await stream.append(
        topic,
        Array.from({ length: 50 }, (_, at) => ({ key: 'k', value: Buffer.from(`${at}`) })),
      );
      const group = randomUUID();
      const first = await joinWatched(stream, group, [topic]);
      await until('assignment', () => first.owned.has(0));
      first.member.seek(topic, 0, 0n);
      const taken = await first.member.take(0, { ...limit, messages: 20 });
      const done = (taken.at(-1)?.offset ?? 0n) - 3n;
      await first.member.commit(0, new Map([[topic, { offset: done, metadata: '' }]]));
      await takeAll(first.member, 0, 50 - taken.length);
      const waiting = first.member.take(0, { ...limit, waitMs: 60_000 });
      await first.member.leave();
      expect(await waiting).toEqual([]);
      const second = await joinWatched(open(), group, [topic]);
      await until('assignment', () => second.owned.has(0));
      second.member.seek(topic, 0, (await second.member.committed(0)).get(topic)?.offset ?? 0n);
      const rest = await takeAll(second.member, 0, 50 - Number(done));
      expect(rest.map(({ value }) => value.toString())).toEqual(
        Array.from({ length: 50 - Number(done) }, (_, at) => `${Number(done) + at}`),
      );
    });

    test('sees a member out that owns partitions and does nothing with them', async () => {
      stream = open();
      const topic = await newTopic(1);
      const group = randomUUID();
      const events: string[] = [];
      const idle = await stream.join({
        group,
        topics: [topic],
        stallMs: 400,
        onAssigned: (partitions) => void events.push(`assigned ${partitions.join(' ')}`),
        onRevoked: (partitions) => void events.push(`revoked ${partitions.join(' ')}`),
        onError: (error) => void events.push((error as Error & { code?: string }).code ?? error.message),
      });
      await until('assignment', () => events.includes('assigned 0'));
      const other = await joinWatched(open(), group, [topic]);
      await until('the other has it', () => other.owned.has(0));
      expect(events).toEqual(['assigned 0', 'OWNER_LOST', 'revoked 0']);
      await expect(idle.take(0, limit)).rejects.toMatchObject({ code: 'OWNER_LOST' });
    });

    test('wakes a take at its abort, and takes on after it', async () => {
      stream = open();
      const topic = await newTopic(1);
      const { member, owned } = await joinWatched(stream, randomUUID(), [topic]);
      await until('assignment', () => owned.has(0));
      member.seek(topic, 0, 0n);
      const stopping = new AbortController();
      const waiting = member.take(0, { ...limit, waitMs: 60_000, signal: stopping.signal });
      stopping.abort();
      expect(await waiting).toEqual([]);
      await stream.append(topic, [{ key: 'k', value: Buffer.from('after') }]);
      expect((await takeAll(member, 0, 1))[0]?.value.toString()).toBe('after');
    });

    test('reads ahead no more than its bound while nobody takes', async () => {
      stream = open();
      const [one = '', two = ''] = await newTopics(2, 2);
      const value = Buffer.alloc(250_000, 3);
      for (let round = 0; round < 10; round += 1) {
        for (const topic of [one, two]) {
          const records = [0, 1].flatMap((partition) =>
            Array.from({ length: 10 }, () => ({ key: keyOn(partition, 2), value })),
          );
          await stream.append(topic, records);
        }
      }
      const { member, owned } = await joinWatched(stream, randomUUID(), [one, two]);
      await until('assignment', () => owned.size === 2);
      for (const topic of [one, two]) for (const partition of owned) member.seek(topic, partition, 0n);
      let most = 0;
      let taken = 0;
      for (let turn = 0; taken < 400; turn += 1) {
        const messages = await member.take(turn % 2, { messages: 7, bytes: 2_000_000, waitMs: 100 });
        taken += messages.length;
        most = Math.max(most, member.bufferedBytes);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(taken).toBe(400);
      expect(most).toBeLessThanOrEqual(32 * 1024 * 1024);
    });
  });
}

const javaPartitions: Readonly<Record<string, number>> = {
  a: 5,
  ab: 0,
  abc: 4,
  abcd: 5,
  'site-1': 3,
  'site-22': 4,
  'Zürich-Süd': 2,
  'a-little-bit-longer-string': 0,
  lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: 3,
};
