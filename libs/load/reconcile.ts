import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Topic, topics } from '#contracts';
import type { Store } from '#store';
import type { PartitionBounds, Stream, StreamMessage } from '#stream';
import { committedIn, generationsOf, type Log, loaderGroup, paramsOf, type Source } from './log.ts';
import { type Channel, markOf, Marks } from './marks.ts';
import { headerOf } from './message.ts';
import { sql } from './sql.ts';
import { channelRow, readEarlier } from './takeover.ts';

/** What the retained messages of a topic, partition and day announce, and what became of it; in rows. */
export interface DayTotals {
  readonly topic: Topic;
  readonly partition: number;
  /** UTC day; null for messages whose header nobody can read, each counted as one row, or is of no day that can be meant. */
  readonly day: string | null;
  readonly appended: number;
  readonly stored: number;
  readonly dead: number;
  /** Rows that are neither stored nor dead letters. */
  readonly lost: number;
  /** Rows that are there more often than they were announced. */
  readonly doubled: number;
}

/** Sequences [from, to] of a channel that never reached the stream. */
export interface Gap extends Channel {
  readonly from: number;
  readonly to: number;
}

export interface TopicReconciled {
  readonly days: readonly DayTotals[];
  readonly gaps: readonly Gap[];
  /** Messages that the loaders have not committed and the store does not know of: they wait to be loaded. */
  readonly waiting: number;
  /** Rows that the store has from offsets that the log does not reach. */
  readonly beyond: number;
  /** Messages compared, all that are retained. */
  readonly messages: number;
}

const storedRow = z.object({ offset: z.coerce.bigint(), rows: z.coerce.number() });
const deadRow = storedRow.extend({ isWhole: z.coerce.boolean() });
const readAtOnce = { messages: 500, bytes: 16 * 1024 * 1024 };

const epoch = Temporal.PlainDate.from('1970-01-01');
/** Null for a day that nobody can mean. */
const dayName = (day: number): string | null => (Math.abs(day) < 1e6 ? epoch.add({ days: day }).toString() : null);

interface Found {
  readonly stored: ReadonlyMap<bigint, number>;
  readonly dead: ReadonlyMap<bigint, z.output<typeof deadRow>>;
  /** Everything below is loaded: what was committed, or without that what lies before the newest that the store knows of. */
  readonly loaded: bigint;
}

async function readStore(source: Source, committed: bigint | null): Promise<Found> {
  const { store, from } = source;
  const params = { ...paramsOf(source), from: from.toString() };
  const stored = new Map<bigint, number>();
  let newest = -1n;
  for await (const rows of store.queryStream(sql('stored-offsets'), { params, schema: storedRow }))
    for (const { offset, rows: count } of rows) {
      stored.set(offset, count);
      if (offset > newest) newest = offset;
    }
  const dead = new Map<bigint, z.output<typeof deadRow>>();
  for (const row of await store.query(sql('dead-offsets'), { params, schema: deadRow })) {
    dead.set(row.offset, row);
    if (row.offset > newest) newest = row.offset;
  }
  return { stored, dead, loaded: committed ?? newest + 1n };
}

/** The marks of messages that are stored and no longer retained, so that copies of them are known as such. */
async function readBefore(source: Source): Promise<Marks> {
  const { store, topic, from } = source;
  const params = { ...paramsOf(source), from: '0', to: from.toString() };
  const rows = await store.query(sql('loaded-sequences'), { params, schema: channelRow });
  return new Marks([...rows.map((row) => markOf(topic, row)), ...(await readEarlier(source))]);
}

type Sums = { -readonly [K in keyof DayTotals]: DayTotals[K] };

/** Compares messages in the order of the log, by the loader's own rules, with what the store has of each. */
class PartitionComparison {
  readonly days = new Map<string | null, Sums>();
  readonly gaps: Gap[] = [];
  waiting = 0;
  readonly #source: Source;
  readonly #found: Found;
  readonly #loaded: Marks;
  readonly #seen: Marks;

  constructor(source: Source, found: Found, before: Marks) {
    this.#source = source;
    this.#found = found;
    this.#loaded = new Marks(before.values());
    this.#seen = new Marks(before.values());
  }

  add({ offset, value }: StreamMessage): void {
    const { stored, dead } = this.#found;
    if (this.#mayWait(offset)) {
      this.waiting++;
      return;
    }
    const header = headerOf(value);
    const letters = dead.get(offset);
    const isDead = letters?.isWhole === true;
    if (!header) return this.#count(null, { appended: 1, stored: 0, dead: Number(isDead) });
    const mark = markOf(this.#source.topic, header);
    this.#look(mark);
    const day = dayName(header.day);
    if (isDead) return this.#count(day, { appended: header.count, stored: 0, dead: header.count });
    const isCopy = mark.sequence <= this.#loaded.highest(mark);
    if (!isCopy) this.#loaded.raise([mark]);
    this.#count(day, {
      appended: isCopy ? 0 : header.count,
      stored: stored.get(offset) ?? 0,
      dead: letters?.rows ?? 0,
    });
  }

  #mayWait(offset: bigint): boolean {
    const { stored, dead, loaded } = this.#found;
    return offset >= loaded && !stored.has(offset) && !dead.has(offset);
  }

  /** A channel counts from 1 without gaps; where it begins is only known when the log is whole. */
  #look(mark: ReturnType<typeof markOf>): void {
    const { collector, incarnation, site, topic, sequence } = mark;
    const last = this.#seen.highest(mark);
    if (sequence <= last) return;
    this.#seen.raise([mark]);
    const expected = last >= 0 ? last + 1 : this.#source.from === 0n ? 1 : sequence;
    if (sequence > expected) this.gaps.push({ topic, collector, incarnation, site, from: expected, to: sequence - 1 });
  }

  #count(day: string | null, rows: { appended: number; stored: number; dead: number }): void {
    const { topic, partition } = this.#source;
    const sums = this.days.get(day) ?? { topic, partition, day, appended: 0, stored: 0, dead: 0, lost: 0, doubled: 0 };
    this.days.set(day, sums);
    sums.appended += rows.appended;
    sums.stored += rows.stored;
    sums.dead += rows.dead;
    const excess = rows.stored + rows.dead - rows.appended;
    if (excess < 0) sums.lost -= excess;
    else sums.doubled += excess;
  }
}

async function reconcilePartition(
  source: Source,
  { next }: PartitionBounds,
  committed: bigint | null,
): Promise<TopicReconciled> {
  const { stream, topic, partition } = source;
  const found = await readStore(source, committed);
  const comparison = new PartitionComparison(source, found, await readBefore(source));
  let messages = 0;
  for (let at = source.from; at < next;) {
    const some = await stream.read(topic, partition, at, readAtOnce);
    const last = some.at(-1);
    if (!last) break;
    for (const message of some) if (message.offset < next) comparison.add(message);
    messages += some.length;
    at = last.offset + 1n;
  }
  let beyond = 0;
  for (const [offset, rows] of found.stored) if (offset >= next) beyond += rows;
  return { days: [...comparison.days.values()], gaps: comparison.gaps, waiting: comparison.waiting, beyond, messages };
}

/**
 * Holds the store against the retained messages of a topic: every row that a first copy announces is stored or a dead letter, once;
 * every channel's sequences are without a gap. Reads only; may run beside processors. Throws STREAM_UNAVAILABLE, STORE_*.
 */
export async function reconcileTopic(
  { store, stream }: { readonly store: Store; readonly stream: Log & Pick<Stream, 'committed'> },
  topic: Topic,
): Promise<TopicReconciled> {
  const log = (await generationsOf(store)).get(topic) ?? 1;
  // Asked before the store is: what is committed by then is stored when it is read.
  const positions = await stream.committed(loaderGroup, topic);
  const parts: TopicReconciled[] = [];
  for (const bounds of await stream.bounds(topic)) {
    const { partition, first: from } = bounds;
    const source = { store, stream, topic, partition, log, table: topics[topic].table, from };
    parts.push(await reconcilePartition(source, bounds, committedIn(positions.get(partition), log)));
  }
  const sum = (of: 'waiting' | 'beyond' | 'messages'): number => parts.reduce((total, part) => total + part[of], 0);
  return {
    days: parts.flatMap(({ days }) => days),
    gaps: parts.flatMap(({ gaps }) => gaps),
    waiting: sum('waiting'),
    beyond: sum('beyond'),
    messages: sum('messages'),
  };
}
