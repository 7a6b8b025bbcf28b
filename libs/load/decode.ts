import type { Topic } from '#contracts';
import { InvalidMessage } from '#runtime';
import type { StreamMessage } from '#stream';
import { type Block, type Bounds, decodeBlockInTurns } from './block.ts';
import { type DeadLetter, deadMessage } from './dead-letter.ts';
import { markOf, Marks } from './marks.ts';
import type { Envelope, SourceMessage } from './message.ts';

/** A message of the stream with what could be read of its head. */
export interface Opened {
  readonly topic: Topic;
  readonly message: SourceMessage;
  readonly head: Envelope | InvalidMessage;
}

/** One INSERT to be: whole messages of one topic and UTC day. */
export interface DayBlock {
  readonly topic: Topic;
  readonly day: number;
  readonly envelopes: readonly Envelope[];
  readonly block: Block;
}

/** What of a topic is in the store already at or after the committed offset, from the time before a take-over. */
export interface Present {
  /** Offsets with rows in the readings. */
  readonly loaded: ReadonlySet<bigint>;
  /** Offsets with dead letters, each with their rows: −1 when the whole message is one. */
  readonly dead: ReadonlyMap<bigint, ReadonlySet<number>>;
}

/** Whether nothing of a message is left to be stored but, possibly, dead letters. Refused rows are set aside before the others are stored. */
function isStored({ loaded, dead }: Present, { message, header }: Envelope): boolean {
  const deadRows = dead.get(message.offset)?.size ?? 0;
  return loaded.has(message.offset) || (deadRows > 0 && deadRows >= header.count);
}

export interface Decoded {
  readonly blocks: readonly DayBlock[];
  readonly dead: readonly DeadLetter[];
  /** Marks of the messages that could be read, to be raised when they are stored. */
  readonly marks: Marks;
  /** Messages that were second copies. */
  readonly copies: number;
  /** By message in offset order: which share of its rows is dead; for the dead-letter limit. */
  readonly deadShares: readonly number[];
}

export interface DecodeOptions {
  readonly partition: number;
  readonly bounds: Readonly<Record<Topic, Bounds>>;
  readonly logs: ReadonlyMap<Topic, number>;
  readonly present: ReadonlyMap<Topic, Present>;
  /** Marks of all messages before these. */
  readonly marks: Marks;
  readonly maxRows: number;
}

const nothing: Present = { loaded: new Set(), dead: new Map() };

interface Judged {
  readonly fresh: readonly Opened[];
  readonly marks: Marks;
  readonly copies: number;
}

/** Sorts out second copies in offset order; messages that are dead as a whole do not count for their channel. */
function judge(opened: readonly Opened[], { marks, present }: DecodeOptions, unreadable: ReadonlySet<Opened>): Judged {
  const raised = new Marks();
  const fresh: Opened[] = [];
  let copies = 0;
  for (const each of opened) {
    const isDead = present.get(each.topic)?.dead.get(each.message.offset)?.has(-1) === true;
    if (each.head instanceof InvalidMessage || isDead || unreadable.has(each)) {
      fresh.push(each);
      continue;
    }
    const mark = markOf(each.topic, each.head.header);
    if (mark.sequence <= Math.max(marks.highest(mark), raised.highest(mark))) {
      copies++;
      continue;
    }
    raised.raise([mark]);
    fresh.push(each);
  }
  return { fresh, marks: raised, copies };
}

interface Group {
  readonly topic: Topic;
  readonly day: number;
  /** In the store already: read again only for its dead letters. */
  readonly isPresent: boolean;
  readonly members: Opened[];
  readonly envelopes: Envelope[];
  rows: number;
}

/** Splits messages into groups of one topic and day with at most `maxRows` rows. */
function groupByDay(fresh: readonly Opened[], { present, maxRows }: DecodeOptions): Group[] {
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  for (const each of fresh) {
    const { topic, head } = each;
    if (head instanceof InvalidMessage) continue;
    const inStore = present.get(topic) ?? nothing;
    if (inStore.dead.get(head.message.offset)?.has(-1)) continue;
    const isPresent = isStored(inStore, head);
    const key = `${topic}/${head.header.day}/${isPresent}`;
    let group = open.get(key);
    if (!group || group.rows + head.header.count > maxRows) {
      group = { topic, day: head.header.day, isPresent, members: [], envelopes: [], rows: 0 };
      groups.push(group);
      open.set(key, group);
    }
    group.members.push(each);
    group.envelopes.push(head);
    group.rows += head.header.count;
  }
  return groups;
}

const isWhole = ({ row }: DeadLetter): boolean => row === -1;

/** The messages of a group that turned out to be unreadable. */
function unreadableOf(group: Group, block: Block): Opened[] {
  if (!block.dead.some(isWhole)) return [];
  const offsets = new Set(block.dead.filter(isWhole).map(({ offset }) => offset));
  return group.members.filter(({ message }) => offsets.has(message.offset));
}

function deadShareOf(opened: Opened, dead: ReadonlyMap<string, number>): number {
  if (opened.head instanceof InvalidMessage) return 1;
  const rows = dead.get(`${opened.topic}/${opened.message.offset}`) ?? 0;
  return rows === -1 ? 1 : rows / Math.max(1, opened.head.header.count);
}

/** Bad rows by message, −1 for the whole of it. */
function countDead(letters: readonly DeadLetter[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic, offset, row } of letters) {
    const key = `${topic}/${offset}`;
    counts.set(key, row === -1 ? -1 : (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Dead letters that are not in the store yet. */
function withoutPresent(letters: readonly DeadLetter[], present: DecodeOptions['present']): DeadLetter[] {
  return letters.filter(({ topic, offset, row }) => !present.get(topic)?.dead.get(offset)?.has(row));
}

function headLetters(fresh: readonly Opened[], { logs, partition }: DecodeOptions): DeadLetter[] {
  return fresh.flatMap(({ topic, message, head }) =>
    head instanceof InvalidMessage ? [deadMessage({ topic, log: logs.get(topic) ?? 1, partition }, message, head)] : [],
  );
}

/**
 * Decodes messages of one partition, given in offset order per topic: leaves out copies and what is in the store already.
 * A copy of a message that cannot be read is not a copy; so it is decided again without the unreadable ones, until none is new.
 */
export async function decode(opened: readonly Opened[], options: DecodeOptions): Promise<Decoded> {
  const { partition, bounds, logs, present } = options;
  const unreadable = new Set<Opened>();
  for (;;) {
    const judged = judge(opened, options, unreadable);
    const groups = groupByDay(judged.fresh, options);
    const decoded: { group: Group; block: Block }[] = [];
    for (const group of groups) {
      const { topic, envelopes } = group;
      const target = { topic, log: logs.get(topic) ?? 1, partition, bounds: bounds[topic] };
      decoded.push({ group, block: await decodeBlockInTurns({ ...target, envelopes }) });
    }
    const found = decoded
      .flatMap(({ group, block }) => unreadableOf(group, block))
      .filter((each) => !unreadable.has(each));
    if (found.length > 0) {
      for (const each of found) unreadable.add(each);
      continue;
    }
    const letters = [...headLetters(judged.fresh, options), ...decoded.flatMap(({ block }) => block.dead)];
    const counts = countDead(letters);
    const stored = decoded.filter(({ group, block }) => !group.isPresent && block.rows > 0);
    return {
      blocks: stored.map(({ group: { topic, day, envelopes }, block }) => ({ topic, day, envelopes, block })),
      dead: withoutPresent(letters, present),
      marks: judged.marks,
      copies: judged.copies,
      deadShares: judged.fresh.map((each) => deadShareOf(each, counts)),
    };
  }
}

/** A message of the stream as the loader takes it. */
export const sourceOf = ({ offset, key, value, timestamp }: StreamMessage): SourceMessage => ({
  offset,
  key,
  value,
  timestamp,
});
