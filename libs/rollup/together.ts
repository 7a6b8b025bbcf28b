import { bulkhead } from 'cockatiel';
import type { z } from 'zod';
import type { DeviceClass } from '#contracts';
import { blocksOf, type NativeColumn, nativeBlock, type Params, type Store } from '#store';
import { addBlock } from './add-readings.ts';
import type { StoredTo } from './kept-sums.ts';
import { readingsOf, statement } from './statement.ts';
import type { Gathered } from './sums.ts';

/** Statements at a time: loading and analysts want some of the store as well. */
const statementsAtOnce = 3;

/** What a site asks for, or wants done. Two are put together where all but the site and what belongs to it is equal. */
export interface Asked {
  readonly site: string;
  /** Of its register; 0 while it is not known. */
  readonly revision: number;
  /** Until when readings may end, s; of several the latest holds, as what is asked for is bounded otherwise too. */
  readonly latest?: number;
  readonly params: Params;
  readonly signal?: AbortSignal | undefined;
}

/** Rows of one table, all within a month. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly NativeColumn[];
  readonly rows: number;
}

interface Ask<Member extends Asked, Answer> {
  readonly members: Member[];
  readonly answers: Promise<readonly Answer[]>;
}

/**
 * The store, asked for several sites at once. A statement costs what it takes to plan it, whether for one site or for a hundred, so those that
 * sites want in the same turn, or while it waits for its own, become one. In it `sites` are the names, `revisions` theirs one by one, and its
 * rows say of which `site` they are.
 */
export class Together {
  readonly #store: Store;
  readonly #running = bulkhead(statementsAtOnce, Infinity);
  readonly #open = new Map<string, Ask<Asked, unknown>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The rows of the site, in the order of the statement. */
  rows<Row extends z.ZodType<{ readonly site: string }>>(
    name: string,
    asked: Asked,
    schema: Row,
  ): Promise<z.output<Row>[]> {
    return this.#join(name, asked, async (members) => {
      const rows = await this.#store.query(statement(name), { ...optionsOf(members), schema });
      const bySite = new Map(members.map(({ site }) => [site, [] as z.output<Row>[]]));
      for (const row of rows) bySite.get(row.site)?.push(row);
      return [...bySite.values()];
    });
  }

  /** Adds up the readings of a class; those of a log only `upto` an offset, if it is given. */
  sums(
    deviceClass: DeviceClass,
    asked: Asked & { readonly into: Gathered; readonly upto?: StoredTo | undefined },
  ): Promise<void> {
    const text = readingsOf(deviceClass, asked.upto !== undefined);
    return this.#join(text, asked, async (members) => {
      const { params, ...given } = optionsOf(members);
      const options = { ...given, params: { ...params, ...boundsOf(members) }, format: 'Native' };
      const bySite = new Map(members.map(({ site, into }) => [site, into]));
      for await (const block of blocksOf(await this.#store.download(text, options)))
        addBlock(deviceClass, block, bySite);
      return members.map(() => undefined);
    });
  }

  command(name: string, asked: Asked): Promise<void> {
    return this.#join(name, asked, async (members) => {
      await this.#store.command(statement(name), optionsOf(members));
      return members.map(() => undefined);
    });
  }

  /** Stores rows of a month; those of several sites make one part. */
  insert(asked: Asked & { readonly rows: TableRows }): Promise<void> {
    const { table, columns } = asked.rows;
    const text = `INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')}) FORMAT Native`;
    return this.#join(text, asked, async (members) => {
      const { signal } = optionsOf(members);
      const body = members.flatMap(({ rows }) => nativeBlock(rows.columns, rows.rows));
      // The rows are one of a kind: there is nothing for the table to merge. They have every column that is named: planning what to put where one
      // were missing takes a third of the time in which facts of sites, of 300 columns, are stored.
      const settings = { optimize_on_insert: 0 as const, input_format_defaults_for_omitted_fields: 0 as const };
      await this.#store.insertBlock({ statement: text, body, settings, ...(signal && { signal }) });
      return members.map(() => undefined);
    });
  }

  async #join<Member extends Asked, Answer>(
    what: string,
    asked: Member,
    run: (members: readonly Member[]) => Promise<readonly Answer[]>,
  ): Promise<Answer> {
    const key = `${what} ${JSON.stringify(asked.params)}`;
    const open = this.#open.get(key) as Ask<Member, Answer> | undefined;
    const isFree = open?.members.every(({ site, signal }) => site !== asked.site && signal === asked.signal) ?? false;
    const ask = open && isFree ? open : this.#begin(key, run);
    const at = ask.members.push(asked) - 1;
    const answers = await ask.answers;
    return answers[at] as Answer;
  }

  #begin<Member extends Asked, Answer>(
    key: string,
    run: (members: readonly Member[]) => Promise<readonly Answer[]>,
  ): Ask<Member, Answer> {
    const members: Member[] = [];
    const answers = turnEnd().then(() =>
      this.#running.execute(() => {
        if (this.#open.get(key) === ask) this.#open.delete(key);
        members[0]?.signal?.throwIfAborted();
        return run(members);
      }),
    );
    const ask = { members, answers };
    this.#open.set(key, ask);
    return ask;
  }
}

/** Resolves when all that is ready to run has run, and so has asked what it is going to ask. */
const turnEnd = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const boundsOf = (members: readonly { readonly upto?: StoredTo | undefined }[]): Params => ({
  partitions: members.map(({ upto }) => upto?.partition ?? 0),
  logs: members.map(({ upto }) => upto?.log ?? 0),
  uptos: members.map(({ upto }) => upto?.offset ?? 0),
});

function optionsOf(members: readonly Asked[]): { readonly params: Params; readonly signal?: AbortSignal } {
  const { params, signal } = members[0] ?? { params: {} };
  const sites = members.map(({ site }) => site);
  const revisions = members.map(({ revision }) => revision);
  const latest = Math.max(...members.map((each) => each.latest ?? 0));
  return { params: { ...params, sites, revisions, latest }, ...(signal && { signal }) };
}
