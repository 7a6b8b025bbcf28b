import { setImmediate } from 'node:timers/promises';
import { batchSchemas, type BatchHeader, type Column, type Topic } from '#contracts';
import { InvalidMessage } from '#runtime';
import { dictionary, nativeBlock, type NativeColumn, type NumberColumn, type Rows, type TextColumn } from '#store';
import { createRowChecks, type RowChecks } from './checks.ts';
import { type BlockColumn, createColumn, fillAbsent, namesOf, numbersOf, type Range, readValues } from './columns.ts';
import { Cursor, invalid } from './cursor.ts';
import { type DeadLetter, deadMessage, deadRows } from './dead-letter.ts';
import { Faults } from './faults.ts';
import type { Envelope } from './message.ts';
import { countsColumn, nativeColumn } from './native.ts';
import { removeRows, rowOf } from './rows.ts';

/** Smallest and greatest value of the numeric columns of a topic; a column without an entry may hold any finite one. */
export type Bounds = Readonly<Record<string, Range>>;

/** A message in a block: its rows are [from, to), less than its count when some were bad. */
export interface BlockMessage {
  readonly offset: bigint;
  readonly header: BatchHeader;
  readonly from: number;
  readonly to: number;
  /** What the rows cover, UTC ms; null when there are none. */
  readonly span: readonly [number, number] | null;
}

/** The rows of many messages of one topic, column by column, ready for one INSERT. */
export interface Block {
  readonly topic: Topic;
  readonly rows: number;
  readonly messages: readonly BlockMessage[];
  readonly dead: readonly DeadLetter[];
  /** Columns with their ClickHouse types, as `input()` wants them; those in which nothing is known are left out. */
  readonly structure: string;
  /** Names of the columns in the order of the structure. */
  readonly columns: readonly string[];
  /** The rows in ClickHouse's Native format, in pieces. */
  body(): Buffer[];
  /** The columns of the topic. */
  readonly values: Rows;
}

/** The columns that a topic has in any released version; enums with the symbols of the newest. */
export function columnsOf(topic: Topic): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const schema of batchSchemas()) {
    if (schema.topic !== topic) continue;
    for (const column of schema.columns) {
      const older = columns.get(column.name)?.symbols ?? [];
      const isExtended = older.every((symbol, index) => column.symbols[index] === symbol);
      if (!isExtended) throw new Error(`${topic}/${schema.version} reorders the symbols of ${column.name}`);
      columns.set(column.name, column);
    }
  }
  return [...columns.values()];
}

/** Reads the arrays of one column: blocks of items, each with its count, until a count of 0. Returns how many items. */
function readColumn(cursor: Cursor, column: BlockColumn, from: number, count: number, faults: Faults): number {
  let filled = 0;
  for (;;) {
    let items = cursor.number();
    if (items === 0) return filled;
    if (items < 0) {
      items = -items;
      cursor.long();
    }
    if (filled + items > count) throw invalid('columns', `${column.name} has more than the ${count} rows announced.`);
    readValues(cursor, column, from + filled, from + filled + items, faults);
    filled += items;
  }
}

/** Rows that the store has refused, by offset and row, with what it said. */
export type RefusedRows = ReadonlyMap<bigint, ReadonlyMap<number, string>>;

export interface BlockOptions {
  readonly topic: Topic;
  readonly log: number;
  readonly partition: number;
  readonly bounds: Bounds;
  readonly envelopes: readonly Envelope[];
  readonly refused?: RefusedRows;
}

function remembered<Value>(known: Map<string, Value>, name: string, make: () => Value): Value {
  const value = known.get(name) ?? make();
  known.set(name, value);
  return value;
}

class BlockBuilder {
  readonly #topic: Topic;
  readonly #log: number;
  readonly #partition: number;
  readonly #columns: readonly BlockColumn[];
  readonly #byName: ReadonlyMap<string, BlockColumn>;
  readonly #checks: RowChecks;
  readonly #refused: RefusedRows;
  readonly #cursor = new Cursor();
  readonly #messages: BlockMessage[] = [];
  readonly #dead: DeadLetter[] = [];
  #rows = 0;

  constructor(options: BlockOptions) {
    const capacity = options.envelopes.reduce((rows, { header }) => rows + header.count, 0);
    this.#topic = options.topic;
    this.#log = options.log;
    this.#partition = options.partition;
    this.#columns = columnsOf(options.topic).map((column) =>
      createColumn(column, capacity, options.bounds[column.name]),
    );
    this.#refused = options.refused ?? new Map();
    this.#byName = new Map(this.#columns.map((column) => [column.name, column]));
    this.#checks = createRowChecks(options.topic, this.#columns);
  }

  /** Reads a message behind the rows so far; one that cannot be read leaves nothing but its dead letter. */
  add(envelope: Envelope): void {
    const from = this.#rows;
    const lineage = { topic: this.#topic, log: this.#log, partition: this.#partition };
    try {
      const faults = this.#read(envelope, from);
      const to = from + envelope.header.count;
      this.#rows = to;
      if (faults.rows.size > 0) {
        this.#dead.push(...deadRows(lineage, envelope, faults, (row) => rowOf(this.#columns, row), from));
        this.#rows = removeRows(this.#columns, new Set(faults.rows.keys()), [from, to]);
      }
      const { message, header } = envelope;
      const span = this.#checks.span(from, this.#rows);
      this.#messages.push({ offset: message.offset, header, from, to: this.#rows, span });
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      this.#dead.push(deadMessage(lineage, envelope.message, error, envelope));
    }
  }

  #read({ message, schema, header, bodyAt }: Envelope, from: number): Faults {
    const cursor = this.#cursor;
    const faults = new Faults();
    const to = from + header.count;
    cursor.open(message.value, bodyAt);
    for (const { name } of schema.columns) {
      const column = this.#byName.get(name);
      if (!column) throw new Error(`${schema.topic} has no column ${name}`);
      const items = readColumn(cursor, column, from, header.count, faults);
      if (items === header.count) continue;
      if (items > 0) throw invalid('columns', `${name} has ${items} values, ${header.count} are announced.`);
      fillAbsent(column, from, to);
    }
    const rest = message.value.length - cursor.at;
    if (rest !== 0) throw invalid('trailing', `${rest} bytes follow the last column.`);
    this.#fillMissing(schema.columns, from, to);
    this.#checks.check(faults, from, to, header.day, message.timestamp);
    const refused = this.#refused.get(message.offset) ?? [];
    for (const [row, reason] of refused) faults.add(from + row, 'refused', 'The row', reason);
    return faults;
  }

  /** A column that the writer's schema does not have yet is not known. */
  #fillMissing(known: readonly Column[], from: number, to: number): void {
    if (known.length === this.#columns.length) return;
    const names = new Set(known.map((column) => column.name));
    for (const column of this.#columns) if (!names.has(column.name)) fillAbsent(column, from, to);
  }

  finish(): Block {
    const rows = this.#rows;
    const known = this.#columns.map((column) => nativeColumn(column, rows)).filter((column) => column !== null);
    const columns = [...this.#lineage(), ...known];
    return {
      topic: this.#topic,
      rows,
      messages: this.#messages,
      dead: this.#dead,
      structure: columns.map(({ name, type }) => `${name} ${type}`).join(', '),
      columns: columns.map(({ name }) => name),
      body: () => nativeBlock(columns, rows),
      values: this.#values(rows),
    };
  }

  #values(count: number): Rows {
    const column = (name: string): BlockColumn => {
      const found = this.#byName.get(name);
      if (!found) throw new Error(`${this.#topic} has no column ${name}`);
      return found;
    };
    const [numbers, texts] = [new Map<string, NumberColumn>(), new Map<string, TextColumn>()];
    const numbersIn = (name: string): NumberColumn => remembered(numbers, name, () => numbersOf(column(name), count));
    return {
      count,
      numbers: (name) => numbersIn(name).numbers,
      large: (name) => numbersIn(name).large,
      texts: (name) => remembered(texts, name, () => namesOf(column(name), count)),
    };
  }

  #lineage(): NativeColumn[] {
    const counts = (name: string, of: (message: BlockMessage) => bigint): NativeColumn =>
      countsColumn(
        name,
        this.#rows,
        this.#messages.map((message) => ({ from: message.from, to: message.to, value: of(message) })),
      );
    return [
      ...(['site', 'collector', 'incarnation'] as const).map((name) => ({
        name,
        type: 'LowCardinality(String)',
        data: this.#perMessage(name),
      })),
      counts('sequence', ({ header }) => BigInt(header.sequence)),
      counts('src_offset', ({ offset }) => offset),
    ];
  }

  #perMessage(name: 'site' | 'collector' | 'incarnation'): Buffer[] {
    const keys = new Map<string, number>();
    const indices = new Uint32Array(this.#rows);
    for (const { header, from, to } of this.#messages) {
      const key = header[name];
      const index = keys.get(key) ?? keys.size;
      keys.set(key, index);
      indices.fill(index, from, to);
    }
    return dictionary([...keys.keys()], indices, this.#rows);
  }
}

/**
 * Turns the arrays of many batches of one topic into one block: bad rows are left out, messages that cannot be read as well,
 * and both are in `dead`. Values are exact (64-bit integers, doubles bit by bit), columns that a message does not know are null.
 */
export function decodeBlock(options: BlockOptions): Block {
  const builder = new BlockBuilder(options);
  for (const envelope of options.envelopes) builder.add(envelope);
  return builder.finish();
}

/** After so many rows, some ten milliseconds, whatever else waits gets a turn: the block before is on its way to the store. */
const rowsPerTurn = 20_000;

/** Does what `decodeBlock` does, in turns. */
export async function decodeBlockInTurns(options: BlockOptions): Promise<Block> {
  const builder = new BlockBuilder(options);
  let rows = 0;
  for (const envelope of options.envelopes) {
    builder.add(envelope);
    rows += envelope.header.count;
    if (rows < rowsPerTurn) continue;
    rows = 0;
    await setImmediate();
  }
  return builder.finish();
}
