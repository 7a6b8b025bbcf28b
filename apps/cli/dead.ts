import { userInfo } from 'node:os';
import Table from 'cli-table3';
import { signalBounds } from '#catalogue';
import { topicNames } from '#contracts';
import {
  countDeadLetters,
  type DeadFilter,
  readDeadLetters,
  replayDeadLetters,
  resolveDeadLetters,
  type StoredDeadLetter,
} from '#load';
import { systemClock } from '#runtime';
import type { Store } from '#store';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';

export interface DeadOptions {
  readonly data: string;
  readonly topic?: string;
  readonly site?: string;
  readonly reason?: string;
  readonly resolved?: boolean;
  readonly limit?: number;
  readonly note?: string;
  /** Everything that matches, without ids or another choice. */
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Dead letters that are read and sent at once. */
const pageSize = 1_000;

function filterOf(options: DeadOptions, ids: readonly string[] = []): DeadFilter {
  const topic = topicNames.find((name) => name === options.topic);
  if (options.topic !== undefined && !topic)
    throw wrong(`--topic ${options.topic}: unknown; known are ${topicNames.join(', ')}`);
  return {
    ids,
    isResolvedToo: options.resolved === true,
    ...(topic && { topic }),
    ...(options.site !== undefined && { site: options.site }),
    ...(options.reason !== undefined && { reason: options.reason }),
  };
}

/** One JSON line per letter; bytes and values are left to `show`. */
const brief = ({ id, storedAt, reason, site, collector, message, action, note }: StoredDeadLetter): string =>
  JSON.stringify({ id, stored_at: storedAt, reason, site, collector, message, action, note });

/** Prints dead letters on which nothing is decided yet, in the order of their lineage. */
export async function listDead(options: DeadOptions): Promise<void> {
  const filter = filterOf(options);
  await withConnection(options.data, async ({ store }) => {
    const letters = await readDeadLetters(store, filter, { limit: options.limit ?? 50 });
    if (isMachine(options)) letters.map(brief).forEach(say);
    else sayTable(letters, await countDeadLetters(store, filter));
  });
}

function sayTable(letters: readonly StoredDeadLetter[], counts: Awaited<ReturnType<typeof countDeadLetters>>): void {
  const table = new Table({ head: ['id', 'set aside', 'site', 'reason', 'why'], style: { head: [], border: [] } });
  for (const { id, storedAt, site, reason, message } of letters) table.push([id, storedAt, site, reason, message]);
  if (letters.length > 0) say(table.toString());
  const total = counts.reduce((sum, { letters: some }) => sum + some, 0);
  const kinds = counts.map(({ topic, reason, letters: some }) => `${some} ${reason} in ${topic}`).join(', ');
  say(total === 0 ? 'no dead letters' : `${letters.length} of ${total}: ${kinds}`);
}

/** Prints all that is known of one dead letter as JSON. */
export async function showDead(id: string, options: DeadOptions): Promise<void> {
  await withConnection(options.data, async ({ store }) => {
    const [letter] = await readDeadLetters(store, { ids: [id], isResolvedToo: true }, { limit: 1 });
    if (!letter) throw wrong(`There is no dead letter ${id}; see coload dead list --resolved`);
    const shown = { ...letter, offset: letter.offset.toString() };
    say(isMachine(options) ? JSON.stringify(shown) : JSON.stringify(shown, null, 2));
  });
}

/** Which letters a decision is about; a bare `coload dead discard` must not decide on everything. */
function chosen(ids: readonly string[], options: DeadOptions): DeadFilter {
  const { topic, site, reason, all } = options;
  if (ids.length === 0 && topic === undefined && site === undefined && reason === undefined && all !== true)
    throw wrong('say which: give ids, --topic, --site or --reason, or --all');
  return filterOf(options, ids);
}

async function* pagesOf(store: Store, filter: DeadFilter): AsyncGenerator<StoredDeadLetter[]> {
  let after: StoredDeadLetter | undefined;
  for (;;) {
    const page = await readDeadLetters(store, filter, { limit: pageSize, ...(after && { after }) });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1);
  }
}

function assertFound(ids: readonly string[], found: number): void {
  if (found < new Set(ids).size)
    throw wrong(`${new Set(ids).size - found} of the ids are no dead letters on which nothing is decided yet`);
}

/** Sends the chosen letters through the stream again; ends with 1 when some would be refused again, and says why. */
export async function replayDead(ids: readonly string[], options: DeadOptions): Promise<void> {
  const filter = chosen(ids, options);
  await withConnection(options.data, async ({ store, stream }) => {
    const asked = { by: userInfo().username, note: options.note ?? '', clock: systemClock, bounds: signalBounds };
    let replayed = 0;
    let refused = 0;
    for await (const page of pagesOf(store, filter)) {
      const result = await replayDeadLetters(page, { ...asked, store, stream: await stream() });
      replayed += result.replayed.length;
      refused += result.refused.length;
      for (const { letter, why } of result.refused) process.stderr.write(`${letter.id}: not replayed: ${why}\n`);
      if (process.stderr.isTTY) process.stderr.write(`${replayed} replayed, ${refused} still refused\n`);
    }
    say(isMachine(options) ? JSON.stringify({ replayed, refused }) : `${replayed} replayed, ${refused} still refused`);
    assertFound(ids, replayed + refused);
    if (refused > 0) process.exitCode = 1;
  });
}

/** Notes that the chosen letters are not wanted; they stay readable with `list --resolved` and `show`. */
export async function discardDead(ids: readonly string[], options: DeadOptions): Promise<void> {
  const filter = chosen(ids, options);
  if (options.note === undefined) throw wrong('say why with --note: somebody will ask');
  const decision = { action: 'discarded', by: userInfo().username, note: options.note } as const;
  await withConnection(options.data, async ({ store }) => {
    let discarded = 0;
    for await (const page of pagesOf(store, filter)) {
      await resolveDeadLetters(store, page, decision);
      discarded += page.length;
    }
    say(isMachine(options) ? JSON.stringify({ discarded }) : `${discarded} discarded`);
    assertFound(ids, discarded);
  });
}
