import { z } from 'zod';
import { type Topic, topicNames, topics } from '#contracts';
import type { Clock } from '#runtime';
import type { Store } from '#store';
import type { Position } from '#stream';
import { spanColumns } from './checks.ts';
import type { Present } from './decode.ts';
import { claim, type Fence, waitForInserts } from './fence.ts';
import { committedIn, confirmLog, generationsOf, type Log, paramsOf, positionAt, type Source } from './log.ts';
import { type Mark, markOf, Marks } from './marks.ts';
import { sql } from './sql.ts';

/** Rows of a topic and site in the store that may not be in the rollups: they cover (from, to], UTC ms. */
export interface Span {
  readonly topic: Topic;
  readonly site: string;
  readonly from: number;
  readonly to: number;
}

/** What a processor knows of a partition after taking it over. */
export interface Takeover {
  readonly fence: Fence;
  /** The generation of each topic's log. */
  readonly logs: ReadonlyMap<Topic, number>;
  /** Where each topic is to be read from. */
  readonly start: ReadonlyMap<Topic, bigint>;
  /** Where to go on in topics whose committed messages the store has nothing of; to be committed before any of them is loaded. */
  readonly rewound: ReadonlyMap<Topic, Position>;
  readonly present: ReadonlyMap<Topic, Present>;
  readonly marks: Marks;
  /** Those of the marks that are not saved yet. */
  readonly unsaved: Marks;
  /** Covers everything that is stored at or after `start`. */
  readonly uncommitted: readonly Span[];
}

export interface TakeoverOptions {
  readonly store: Store;
  readonly stream: Log;
  readonly clock: Clock;
  readonly partition: number;
  readonly committed: ReadonlyMap<string, Position>;
  /** Longer than the store lets an insert run. */
  readonly insertTimeoutMs: number;
  /** Told of a topic whose committed messages the store has nothing of; they are loaded again from `from` on. */
  readonly onStoreLost?: (lost: { topic: Topic; from: bigint; committed: bigint }) => void;
}

const offsetRow = z.object({ offset: z.coerce.bigint() });
const deadRow = z.object({ offset: z.coerce.bigint(), row: z.coerce.number() });
export const channelRow = z.object({
  collector: z.string(),
  incarnation: z.string(),
  site: z.string(),
  sequence: z.coerce.number(),
});
const storedRow = channelRow.extend({ offset: z.coerce.bigint() });
const spanRow = z.object({ site: z.string(), start: z.coerce.number(), end: z.coerce.number() });

const greatestOffset = 2n ** 63n;

async function readPresent(source: Source): Promise<Present> {
  const { store, from } = source;
  const params = { ...paramsOf(source), from: from.toString(), to: greatestOffset.toString() };
  const loaded = await store.query(sql('present'), { params, schema: offsetRow });
  const dead = await store.query(sql('present-dead'), { params, schema: deadRow });
  const rows = new Map<bigint, Set<number>>();
  for (const { offset, row } of dead) rows.set(offset, (rows.get(offset) ?? new Set()).add(row));
  return { loaded: new Set(loaded.map(({ offset }) => offset)), dead: rows };
}

/** A collector goes on with its numbers: what it sends again after its log was lost is a copy of what was loaded from that log. */
export async function readEarlier(source: Source): Promise<Mark[]> {
  if (source.log === 1) return [];
  const rows = await source.store.query(sql('earlier-sequences'), { params: paramsOf(source), schema: channelRow });
  return rows.map((row) => markOf(source.topic, row));
}

/**
 * The marks of all messages before the committed offset. Saved ones hold for an offset; what was loaded from there on is read
 * from the tables. Should the saved ones run ahead of the committed offset they are of no use and everything is read.
 */
async function readMarks(source: Source): Promise<{ saved: Mark[]; unsaved: Mark[] }> {
  const { store, topic, from } = source;
  const saved = await store.query(sql('marks'), { params: paramsOf(source), schema: storedRow });
  const holdsFor = saved.reduce((greatest, { offset }) => (offset > greatest ? offset : greatest), 0n);
  const isAhead = holdsFor > from;
  const params = { ...paramsOf(source), from: (isAhead ? 0n : holdsFor).toString(), to: from.toString() };
  const loaded = await store.query(sql('loaded-sequences'), { params, schema: channelRow });
  const isUnsaved = isAhead || saved.length === 0;
  const earlier = isUnsaved ? await readEarlier(source) : [];
  return {
    saved: isAhead ? [] : saved.map((row) => markOf(topic, row)),
    unsaved: [...earlier, ...loaded.map((row) => markOf(topic, row))],
  };
}

async function readUncommitted(source: Source): Promise<Span[]> {
  const { store, topic, from } = source;
  const params = { ...paramsOf(source), ...spanColumns(topic), from: from.toString() };
  const rows = await store.query(sql('uncommitted'), { params, schema: spanRow });
  return rows.map(({ site, start, end }) => ({ topic, site, from: start, to: end }));
}

/**
 * Takes a partition over: claims it, waits for inserts of former owners, and reads what of the messages from the committed
 * offsets on is stored. Throws STREAM_LOST when a log is not the one that was loaded, OWNER_LOST when a rival claims too.
 */
export async function takeOver(options: TakeoverOptions): Promise<Takeover> {
  const { store, stream, clock, partition, committed, insertTimeoutMs, onStoreLost } = options;
  const fence = await claim(store, partition);
  await waitForInserts(store, fence, { clock, timeoutMs: insertTimeoutMs, whose: 'former' });
  const logs = await generationsOf(store);
  const sources = topicNames.map((topic): Source => {
    const log = logs.get(topic) ?? 1;
    const from = committedIn(committed.get(topic), log) ?? 0n;
    return { store, stream, partition, topic, table: topics[topic].table, log, from };
  });
  const marks = new Marks();
  const unsaved = new Marks();
  const present = new Map<Topic, Present>();
  const start = new Map<Topic, bigint>();
  const rewound = new Map<Topic, Position>();
  const takeOne = async (committedAt: Source): Promise<Span[]> => {
    const { topic, from: offset } = committedAt;
    const { from, isEmpty } = await confirmLog(committedAt);
    if (from !== offset) {
      rewound.set(topic, positionAt(from, committedAt.log));
      onStoreLost?.({ topic, from, committed: offset });
    }
    const source = { ...committedAt, from };
    start.set(topic, from);
    // A first start asks each of the many logs, and each question costs some milliseconds.
    if (isEmpty && source.log === 1) return [];
    const found = await readMarks(source);
    marks.raise([...found.saved, ...found.unsaved]);
    unsaved.raise(found.unsaved);
    present.set(source.topic, await readPresent(source));
    return readUncommitted(source);
  };
  const uncommitted = await Promise.all(sources.map(takeOne));
  return {
    fence,
    logs: new Map(sources.map(({ topic, log }) => [topic, log])),
    start,
    rewound,
    present,
    marks,
    unsaved,
    uncommitted: uncommitted.flat(),
  };
}
